package org.inceptionnext.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.passes.Pass;

/**
 * Writes our modules of a network for {@code bench/gpu/run}, small: the code as the library compiles it for a GPU, without the weights.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/GpuFolder.java WEIGHTS.safetensors NETWORK FOLDER
 * </pre>
 *
 * The weights must be those of a formula that the reader knows too. Then what a pass makes of them needs no room: a tensor that it
 * leaves alone is the formula's, and one whose rows or columns it multiplies is the formula's times a factor for each. The other
 * tensors, which are small, are stored.
 *
 * <ul>
 *   <li>{@code FORM-TYPE.pt.gz}: an archive of the form that has zeros for weights;
 *   <li>{@code weights.json}: where each tensor is from, and the SHA-256 of its float32 elements;
 *   <li>{@code weights.safetensors}: the factors, in float64, and the tensors that are stored.
 * </ul>
 */
public final class GpuFolder {
    /** What a tensor is made from, beside the factors' axis. */
    private static final String FORMULA = "formula";

    private static final String STORED = "stored";
    private static final String[] AXES = {"rows", "columns"};

    private final Weights original;
    private final Path folder;
    private final Map<String, Tensor> kept = new LinkedHashMap<>();
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> digests = new LinkedHashMap<>();

    private GpuFolder(Weights original, Path folder) {
        this.original = original;
        this.folder = folder;
    }

    /** Writes the network {@code args[1]} with the weights {@code args[0]} to the folder {@code args[2]}. */
    public static void main(String[] args) throws Exception {
        var network = NetworkCatalog.builtin().get(args[1]);
        Graph graph = network.graph(network.defaultOptions());
        try (Checkpoint weights = Checkpoint.open(Path.of(args[0]))) {
            new GpuFolder(Weights.bind(graph, weights.tensors()), Path.of(args[2])).write();
        }
    }

    private void write() throws IOException, NoSuchAlgorithmException {
        Weights folded = Pass.folding().apply(original);
        add("portable", folded);
        // Everywhere: from which stride on it pays on a GPU is what the measurement is to say.
        add("merged", Pass.mergingDepthwise(1).apply(folded));
        SafetensorsWriter.write(folder.resolve("weights.safetensors"), kept.values(), Map.of());
        try (JsonWriter json = new JsonWriter(Files.newBufferedWriter(folder.resolve("weights.json")))) {
            json.beginArray();
            for (String name : rules.keySet()) {
                json.beginObject();
                json.name("name").value(name);
                json.name("from").value(rules.get(name));
                json.name("sha256").value(digests.get(name));
                json.endObject();
            }
            json.endArray();
        }
    }

    private void add(String form, Weights weights) throws IOException, NoSuchAlgorithmException {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        for (Parameter parameter : weights.graph().parameters()) {
            zeros.put(parameter.name(), zeros(parameter));
            if (!rules.containsKey(parameter.name())) {
                describe(weights.tensor(parameter));
            }
        }
        Weights hollow = Weights.of(weights.graph(), zeros, Optional.empty());
        for (Map.Entry<String, DType> type :
                Map.of("float32", DType.F32, "float16", DType.F16, "bfloat16", DType.BF16).entrySet()) {
            Path archive = Files.createTempFile("gpu", ".pt");
            try (FileChannel out = FileChannel.open(archive, StandardOpenOption.WRITE)) {
                TorchScript.writePortable(hollow, type.getValue(), out);
            }
            Path target = folder.resolve(form + "-" + type.getKey() + ".pt.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
                Files.copy(archive, out);
            }
            Files.delete(archive);
        }
    }

    private static Tensor zeros(Parameter parameter) {
        int count = Math.toIntExact(parameter.elementCount());
        return parameter.dtype() == DType.I64
                ? Tensors.ofLongs(parameter.name(), parameter.shape(), new long[count])
                : Tensors.ofFloats(parameter.name(), parameter.shape(), new float[count]);
    }

    private void describe(Tensor tensor) throws IOException, NoSuchAlgorithmException {
        String name = tensor.name();
        digests.put(name, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(array(tensor.bytes()))));
        Tensor source = original.tensors().get(name);
        if (source == null || !source.shape().equals(tensor.shape())) {
            store(tensor);
            return;
        }
        if (source.bytes().equals(tensor.bytes())) {
            rules.put(name, FORMULA);
            return;
        }
        for (int axis = 0; axis < Math.min(AXES.length, tensor.shape().size() - 1); axis++) {
            Optional<double[]> factors = factors(source.floats(), tensor.floats(), tensor.shape(), axis);
            if (factors.isPresent()) {
                rules.put(name, AXES[axis]);
                kept.put(name, doubles(name, factors.get()));
                return;
            }
        }
        store(tensor);
    }

    private void store(Tensor tensor) {
        rules.put(tensor.name(), STORED);
        kept.put(tensor.name(), tensor);
    }

    /**
     * Returns the factors of a tensor's rows (axis 0) or columns (axis 1) that make the other of it, if each product, rounded once to
     * float32, is the other's element. Each element says between which bounds its factor is.
     */
    private static Optional<double[]> factors(float[] from, float[] to, List<Long> shape, int axis) {
        int count = shape.get(axis).intValue();
        int inner = (int) shape.stream().skip(axis + 1).reduce(1L, Math::multiplyExact).longValue();
        double[] low = new double[count];
        double[] high = new double[count];
        Arrays.fill(low, Double.NEGATIVE_INFINITY);
        Arrays.fill(high, Double.POSITIVE_INFINITY);
        for (int i = 0; i < from.length; i++) {
            int at = i / inner % count;
            if (from[i] != 0) {
                double half = Math.ulp(to[i]) / 2;
                double first = (to[i] - half) / from[i];
                double second = (to[i] + half) / from[i];
                low[at] = Math.max(low[at], Math.min(first, second));
                high[at] = Math.min(high[at], Math.max(first, second));
            }
        }
        double[] factors = new double[count];
        Arrays.setAll(factors, at -> (low[at] + high[at]) / 2);
        for (int i = 0; i < from.length; i++) {
            if ((float) (from[i] * factors[i / inner % count]) != to[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(factors);
    }

    private static Tensor doubles(String name, double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return Tensors.ofBytes(name, DType.F64, List.of((long) values.length), bytes);
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }
}
