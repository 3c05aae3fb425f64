package org.inceptionnext.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingMemory;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.HeadNetwork;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.batch.DetectionLoading;
import org.inceptionnext.train.batch.PictureBatches;
import org.inceptionnext.train.recipe.DetectorRecipe;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.Recipe.Optimizers;
import org.inceptionnext.train.recipe.RecipeReader;

/** How much memory a run takes, estimated before it begins: {@code bench/train/README.md} holds it to what was measured. */
public final class RunMemory {
    private static final long MEBI = 1L << 20;

    /** Java, libtorch and what both keep however small the network is. */
    private static final long PROCESS_BYTES = 360 * MEBI;

    private static final int IN_JAVA = 2;

    /** What a picture's maps take with what glibc leaves between them: 1.16 (tiny) to 1.48 times (atto) was measured. */
    private static final double WITH_GAPS = 1.3;

    private static final long CHANNELS = 3;

    /** Of what is free; the rest is for what nobody foresees. */
    private static final double USABLE = 0.8;

    private final Weights weights;
    private final Preprocessing pictures;

    /**
     * @param weights of the whole network
     * @param pictures what it sees
     */
    public RunMemory(Weights weights, Preprocessing pictures) {
        this.weights = weights;
        this.pictures = pictures;
    }

    /**
     * Returns an estimate of the run's resident memory at its largest, in bytes.
     *
     * @param samples how many pictures there are, to train on and to validate with
     */
    public long bytes(Recipe recipe, long samples) {
        long pixels = (long) pictures.height() * pictures.width();
        int batch = recipe.part() == Recipe.Part.HEAD
                ? Embeddings.batchSize(pictures)
                : recipe.length().batchSize();
        long waiting = PictureBatches.aheadBytes(batch, pixels);
        return recipe.part() == Recipe.Part.HEAD ? ofHead(recipe, samples, waiting) : ofNetwork(recipe) + waiting;
    }

    /**
     * Returns the same of a detector's run.
     *
     * @param imageSize the side of its pictures in pixels
     * @param samples how many pictures there are, to train on and to validate with: decoded ones are kept
     */
    static long ofDetector(Graph graph, DetectorRecipe recipe, int imageSize, long samples) {
        TrainingForm form = DetectorLearner.form(graph, recipe);
        DetectorRecipe.Descent descent = recipe.descent();
        int batch = recipe.length().batchSize();
        int copies = copies(
                descent.optimizer(), descent.average().decay(), recipe.length().nominalBatch() / batch);
        int side = recipe.computation().multiScale() ? imageSize * 3 / 2 : imageSize;
        long kept = Math.min(samples * CHANNELS * imageSize * imageSize, 2 * DetectionLoading.DEFAULT_CACHE_BYTES);
        return PROCESS_BYTES
                + kept
                + DetectionLoading.aheadBytes(batch, imageSize)
                + copies * TrainingMemory.trainedBytes(graph, form)
                + mapBytes(graph, form, new Size(side, side), batch);
    }

    private long ofNetwork(Recipe recipe) {
        TrainingForm form = Learner.form(weights.graph(), recipe);
        return PROCESS_BYTES
                + copies(recipe) * TrainingMemory.trainedBytes(weights.graph(), form)
                + mapBytes(
                        weights.graph(),
                        form,
                        new Size(pictures.height(), pictures.width()),
                        recipe.length().batchSize());
    }

    private static long mapBytes(Graph graph, TrainingForm form, Size size, int batch) {
        return (long) (WITH_GAPS * batch * TrainingMemory.bytesPerPicture(graph, form, size));
    }

    /** Weights, their gradient, what the optimizer remembers, the average; and what is read in the beginning and written in the end. */
    private static int copies(Recipe recipe) {
        return copies(
                recipe.descent().optimizer(),
                recipe.descent().average(),
                recipe.length().accumulate());
    }

    private static int copies(Optimizers optimizer, double average, int accumulate) {
        int moments = optimizer == Optimizers.ADAMW ? 2 : 1;
        int averages = average > 0 ? 2 : 0;
        int sums = accumulate > 1 ? 1 : 0;
        return 2 + moments + averages + sums + IN_JAVA;
    }

    /** The network runs compiled, a few pictures at a time, and one vector of each picture stays. */
    private long ofHead(Recipe recipe, long samples, long waiting) {
        Graph graph = weights.graph();
        long all = 4
                * graph.parameters().stream().mapToLong(Parameter::elementCount).sum();
        long pass = Embeddings.batchSize(pictures)
                * TrainingMemory.bytesPerPicture(
                        graph,
                        TrainingForm.PLAIN.withCheckpointing(true),
                        new Size(pictures.height(), pictures.width()));
        long vectors = 4L * graph.output(OutputKind.EMBEDDING).channels() * samples;
        Graph head = HeadNetwork.of(weights).graph();
        long learning = copies(recipe) * TrainingMemory.trainedBytes(head, TrainingForm.PLAIN);
        // Written as one piece beside the vectors themselves.
        return PROCESS_BYTES + 2 * all + pass + 2 * vectors + learning + waiting;
    }

    /**
     * Returns a recipe's values with a batch that the free memory holds: the recipe's own, or a half, a quarter and so on of it, whose
     * gradients are added up, so that a step stays one of as many pictures.
     *
     * @param settings the recipe's values by key
     * @param samples how many pictures there are
     * @return the same values where they fit, or where the batch cannot be halved any more
     */
    public Map<String, String> fitted(Map<String, String> settings, long samples) {
        return fitted(settings, samples, (long) (USABLE * FreeMemory.bytes()));
    }

    Map<String, String> fitted(Map<String, String> settings, long samples, long free) {
        Map<String, String> fitted = new LinkedHashMap<>(settings);
        Recipe recipe = RecipeReader.read(fitted);
        while (recipe.part() == Recipe.Part.NETWORK
                && recipe.length().batchSize() % 2 == 0
                && bytes(recipe, samples) > free) {
            fitted.put("batchSize", Integer.toString(recipe.length().batchSize() / 2));
            fitted.put("accumulate", Integer.toString(recipe.length().accumulate() * 2));
            recipe = RecipeReader.read(fitted);
        }
        return fitted;
    }

    /** Returns what is free now, in bytes. */
    public static long free() {
        return FreeMemory.bytes();
    }
}
