package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How many bytes of Java heap a prediction allocates, on all threads: of the network alone ({@code NDList} in and out, read to
 * a {@code float[]}), and from a file to classes, where the decoded picture is most of it.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/HeapPerPrediction.java [ARGUMENT=VALUE...]
 * </pre>
 *
 * Exit code 1 if the network's prediction takes more than {@value #GATE_BYTES} bytes.
 */
public final class HeapPerPrediction {
    private static final long GATE_BYTES = 64 << 10;
    private static final int WARM_UP = 100;
    private static final int PREDICTIONS = 300;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private HeapPerPrediction() {}

    private interface Step {
        void run() throws Exception;
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        long network;
        try (ZooModel<NDList, NDList> model = criteria(NDList.class, NDList.class, args).loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            ByteBuffer pixels = ByteBuffer.allocateDirect(3 * 64 * 64 * Float.BYTES).order(ByteOrder.nativeOrder());
            network = measure(() -> {
                try (NDManager scope = model.getNDManager().newSubManager()) {
                    NDList input = new NDList(scope.create(pixels.asFloatBuffer(), new Shape(1, 3, 64, 64)));
                    NDList output = predictor.predict(input);
                    output.attach(scope);
                    output.get(0).toFloatArray();
                }
            });
        }
        long picture;
        Path cat = Path.of("docs/images/cat.png");
        try (ZooModel<Path, Classifications> model =
                        criteria(Path.class, Classifications.class, args).loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            picture = measure(() -> predictor.predict(cat).topK(1));
        }
        System.out.printf(
                "a prediction of the network allocates %,d bytes of heap (at most %,d); of a PNG file of 451 x 300, %,d%n",
                network, GATE_BYTES, picture);
        System.exit(network <= GATE_BYTES ? 0 : 1);
    }

    private static <I, O> Criteria<I, O> criteria(Class<I> input, Class<O> output, String... arguments) {
        Criteria.Builder<I, O> criteria = Criteria.builder()
                .setTypes(input, output)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_zepto");
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            criteria.optArgument(pair[0], pair[1]);
        }
        return criteria.build();
    }

    private static long measure(Step step) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            step.run();
        }
        long before = allocated();
        for (int i = 0; i < PREDICTIONS; i++) {
            step.run();
        }
        return (allocated() - before) / PREDICTIONS;
    }

    /** Threads that ended meanwhile are missed; predictions start none. */
    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
