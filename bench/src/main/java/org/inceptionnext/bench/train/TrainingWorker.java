package org.inceptionnext.bench.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.train.Targets;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.inceptionnext.train.run.Learner;

/** Our side: builds a network, then takes as many steps as each line of standard input says. */
public final class TrainingWorker {
    private static final int CLASSES = 1000;

    private TrainingWorker() {}

    /** Arguments: network, batch, side of the pictures, float32 or bfloat16. */
    public static void main(String[] arguments) throws Exception {
        InceptionNextRuntime.tuneAllocator();
        NetworkDefinition network = NetworkCatalog.builtin().get(arguments[0]);
        int batch = Integer.parseInt(arguments[1]);
        int side = Integer.parseInt(arguments[2]);
        Map<String, String> settings = new LinkedHashMap<>(RecipeFile.values("finetune"));
        settings.put("dtype", arguments[3]);
        settings.put("dropPath", "0");
        TransferredWeights start =
                TransferredWeights.scratch(network.graph(network.defaultOptions().withNumClasses(CLASSES)), 0);
        try (Learner learner = new Learner(start.weights(), RecipeReader.read(settings))) {
            JniUtils.setGraphExecutorOptimize(false);
            Learner.Lesson lesson = lesson(batch, side);
            System.out.println("ready");
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                int count = Integer.parseInt(line);
                long begin = System.nanoTime();
                double loss = 0;
                for (int i = 0; i < count; i++) {
                    loss = learner.learn(lesson);
                    learner.step(1e-3);
                }
                double seconds = (System.nanoTime() - begin) / 1e9 / count;
                System.out.printf(java.util.Locale.ROOT, "%.6f %d %.4f%n", seconds, residentMebibytes(), loss);
            }
        }
    }

    private static Learner.Lesson lesson(int batch, int side) {
        FloatBuffer pictures = ByteBuffer.allocateDirect(4 * batch * 3 * side * side)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        Random random = new Random(0);
        while (pictures.hasRemaining()) {
            pictures.put((float) random.nextGaussian());
        }
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = i % CLASSES;
        }
        Targets targets = new Targets(0.1, Targets.weights(ClassWeights.NONE, new long[CLASSES]));
        return new Learner.Lesson(
                pictures.flip(), new Shape(batch, 3, side, side), targets.of(labels, 1), new float[0]);
    }

    /** The largest so far, as Linux counts it. */
    private static long residentMebibytes() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return 0;
    }
}
