package org.inceptionnext.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.checkpoint.Tensors;

/**
 * Makes an embedded model from what was trained: {@code zoo/weights/}, for maintainers.
 *
 * <pre>
 * mvn -B -ntp package -DskipTests
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/EmbedWeights.java \
 *     zepto-cifar10.pth zoo/weights/inceptionnext_zepto.cifar10.safetensors inceptionnext_zepto cifar10
 * </pre>
 *
 * Float32 is rounded to float16 for storage, but for a detector's anchors; the network computes in float32. What the source says of
 * itself in its header is kept. The same input gives the same bytes. It prints what the model's card pins.
 */
public final class EmbedWeights {
    private EmbedWeights() {}

    /** Converts {@code args[0]} to {@code args[1]}, weights of the model {@code args[2]} for the data set {@code args[3]}. */
    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        Path target = Path.of(args[1]);
        try (Checkpoint source = Checkpoint.open(Path.of(args[0]))) {
            List<Tensor> tensors = new ArrayList<>();
            for (Tensor tensor : source.tensors().values()) {
                boolean isRounded =
                        tensor.dtype().isFloatingPoint() && !tensor.name().endsWith(".anchors");
                tensors.add(isRounded ? Tensors.cast(tensor, DType.F16) : tensor);
            }
            Map<String, String> header = new TreeMap<>(source.metadata());
            header.putAll(Map.of("format", "pt", "model", args[2], "dataset", args[3]));
            SafetensorsWriter.write(target, tensors, header);
            System.out.println("source tensor digest " + TensorDigest.of(source.tensors().values()));
        }
        byte[] bytes = Files.readAllBytes(target);
        System.out.println("sizeBytes " + bytes.length);
        System.out.println("sha256 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        try (Checkpoint embedded = Checkpoint.open(target)) {
            System.out.println("tensorDigest " + TensorDigest.of(embedded.tensors().values()));
        }
    }
}
