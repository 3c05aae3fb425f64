package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.inceptionnext.djl.ProcessRegistry;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * Our side of {@code bench/photos/run}: what a photo costs until it is a network's input, in milliseconds of the processor, all
 * threads of the process together. Answers each line of standard input with one line:
 *
 * <ul>
 *   <li>{@code input}: from the file's bytes to the numbers, as {@code inx classify} does it;
 *   <li>{@code decode}: from the file's bytes to all pixels; {@code transform}: from all pixels to the numbers;
 *   <li>{@code network}: one picture in a batch of eight, once the network is loaded;
 *   <li>{@code digests}: SHA-256 of each photo's numbers, as float32, low byte first, channel by channel.
 * </ul>
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/PhotoCost.java MODEL FOLDER PHOTOS
 * </pre>
 */
public final class PhotoCost {
    private static final int BATCH = 8;
    private static final int BATCHES = 40;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String model;
    private final EvalTransform transform;
    private final List<byte[]> photos = new ArrayList<>();
    private final FloatBuffer numbers;

    private PhotoCost(String model, Path folder, int count) throws Exception {
        Preprocessing preprocessing =
                ProcessRegistry.get().find(model).defaultPreset().preprocessing();
        this.model = model;
        this.transform = EvalTransform.of(preprocessing);
        this.numbers = FloatBuffer.allocate(transform.elementCount());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().limit(count).toList()) {
                photos.add(Files.readAllBytes(file));
            }
        }
    }

    private interface Step<T> {
        void run(T photo) throws IOException;
    }

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        PhotoCost cost = new PhotoCost(args[0], Path.of(args[1]), Integer.parseInt(args[2]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line + " " + cost.answer(line));
        }
        System.exit(0);
    }

    private String answer(String question) throws Exception {
        return switch (question) {
            case "input" -> millis(photos, this::input);
            case "decode" -> millis(photos, photo -> ImageDecoder.decode(photo, DecodeOptions.DEFAULT));
            case "transform" -> transform();
            case "network" -> network();
            case "digests" -> digests();
            default -> throw new IllegalArgumentException(question);
        };
    }

    private void input(byte[] photo) throws IOException {
        transform.apply(photo, "photo", DecodeOptions.DEFAULT, numbers, 0);
    }

    /** Of few photos, since their pixels are 36 MB each. */
    private String transform() throws IOException {
        List<Pixels> decoded = new ArrayList<>();
        for (byte[] photo : photos.subList(0, Math.min(4, photos.size()))) {
            decoded.add(ImageDecoder.decode(photo, DecodeOptions.DEFAULT));
        }
        return millis(decoded, pixels -> transform.apply(pixels, numbers, 0));
    }

    private static <T> String millis(List<T> photos, Step<T> step) throws IOException {
        long from = SYSTEM.getProcessCpuTime();
        for (T photo : photos) {
            step.run(photo);
        }
        return perPhoto(from, photos.size());
    }

    private static String perPhoto(long from, int photos) {
        return String.format(Locale.ROOT, "%.3f", (SYSTEM.getProcessCpuTime() - from) / 1e6 / photos);
    }

    private String network() throws Exception {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId(model)
                .build();
        Shape shape = new Shape(BATCH, 3, transform.height(), transform.width());
        ByteBuffer pixels = ByteBuffer.allocateDirect(BATCH * transform.elementCount() * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
                Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
            long from = 0;
            // The first half is the warm-up.
            for (int i = 0; i < 2 * BATCHES; i++) {
                from = i == BATCHES ? SYSTEM.getProcessCpuTime() : from;
                try (NDManager scope = loaded.getNDManager().newSubManager()) {
                    NDList output = predictor.predict(new NDList(scope.create(pixels, shape, DataType.FLOAT32)));
                    output.attach(scope);
                    output.get(0).toFloatArray();
                }
            }
            return perPhoto(from, BATCHES * BATCH);
        }
    }

    private String digests() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(transform.elementCount() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<String> digests = new ArrayList<>();
        for (byte[] photo : photos) {
            transform.apply(photo, "photo", DecodeOptions.DEFAULT, bytes.asFloatBuffer(), 0);
            digests.add(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
        }
        return String.join(" ", digests);
    }
}
