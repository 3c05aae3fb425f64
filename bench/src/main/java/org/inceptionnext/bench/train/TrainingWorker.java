package org.inceptionnext.bench.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Targets;
import org.inceptionnext.train.batch.DirectFloats;
import org.inceptionnext.train.batch.PictureBatches;
import org.inceptionnext.train.batch.PictureTransforms;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.inceptionnext.train.run.Learner;

/** Our side: builds a network, then takes as many steps as each line of standard input says. */
public final class TrainingWorker {
    private static final int CLASSES = 1000;

    private TrainingWorker() {}

    /** Arguments: network, batch, side of the pictures, float32 or bfloat16; a folder with a folder a class to load them too. */
    public static void main(String[] arguments) throws Exception {
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
            Turns turns = new Turns(learner);
            System.out.println("ready");
            if (arguments.length > 4) {
                learnPictures(turns, arguments, RecipeReader.read(settings));
                return;
            }
            Learner.Lesson lesson = lesson(batch, side);
            while (turns.next()) {
                turns.learn(lesson);
            }
        }
    }

    /** Steps as they are asked for, and an answer after each portion of them. */
    private static final class Turns {
        private final Learner learner;
        private final BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
        private int count;
        private int left;
        private long begin;
        private long cpuBegin;
        private double loss;

        Turns(Learner learner) {
            this.learner = learner;
        }

        /** Returns whether there is another step to take, waiting for the next question if need be. */
        boolean next() throws Exception {
            if (left == 0) {
                String line = asked.readLine();
                if (line == null) {
                    return false;
                }
                count = Integer.parseInt(line);
                left = count;
                begin = System.nanoTime();
                cpuBegin = cpuNanos();
            }
            return true;
        }

        void learn(Learner.Lesson lesson) throws Exception {
            loss = learner.learn(lesson);
            learner.step(1e-3);
            left--;
            if (left == 0) {
                double seconds = (System.nanoTime() - begin) / 1e9 / count;
                double cpuSeconds = (cpuNanos() - cpuBegin) / 1e9 / count;
                System.out.printf(
                        Locale.ROOT, "%.6f %d %.6f %.4f%n", seconds, residentMebibytes(), cpuSeconds, loss);
            }
        }

        private static long cpuNanos() {
            return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        }
    }

    /** Pictures are read and augmented beside the network, as {@code inx train} does. */
    private static void learnPictures(Turns turns, String[] arguments, Recipe recipe) throws Exception {
        int batchSize = Integer.parseInt(arguments[1]);
        int side = Integer.parseInt(arguments[2]);
        Preprocessing card =
                Registry.builtin().find(arguments[0]).defaultPreset().preprocessing();
        Preprocessing pixels = new Preprocessing(
                side, side, card.cropPct(), card.cropMode(), card.interpolation(), card.mean(), card.std());
        LoadPlan plan =
                LoadPlan.shuffled(0).within(PictureBatches.aheadBytes(batchSize, (long) side * side));
        Targets targets = new Targets(0.1, Targets.weights(ClassWeights.NONE, new long[CLASSES]));
        boolean[] more = {turns.next()};
        try (PictureBatches pictures = new PictureBatches(
                LabelledSet.open(Path.of(arguments[4])).samples(Split.TRAIN),
                PictureTransforms.training(pixels, recipe.augmentation(), new Draws(0)),
                plan,
                batchSize,
                true)) {
            for (int epoch = 0; more[0]; epoch++) {
                pictures.forEach(epoch, 0, (number, batch) -> {
                    Learner.Lesson lesson = new Learner.Lesson(
                            batch.pictures(),
                            new Shape(batch.size(), 3, side, side),
                            targets.of(batch.labels(), 1),
                            new float[0]);
                    try {
                        turns.learn(lesson);
                        more[0] = turns.next();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return more[0];
                });
            }
        }
    }

    private static Learner.Lesson lesson(int batch, int side) {
        DirectFloats pictures = DirectFloats.allocate(batch * 3 * side * side);
        FloatBuffer numbers = pictures.floats();
        Random random = new Random(0);
        while (numbers.hasRemaining()) {
            numbers.put((float) random.nextGaussian());
        }
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = i % CLASSES;
        }
        Targets targets = new Targets(0.1, Targets.weights(ClassWeights.NONE, new long[CLASSES]));
        return new Learner.Lesson(
                pictures, new Shape(batch, 3, side, side), targets.of(labels, 1), new float[0]);
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
