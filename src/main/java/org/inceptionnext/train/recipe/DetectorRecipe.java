package org.inceptionnext.train.recipe;

import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.DetectionLoss;
import org.inceptionnext.train.detection.DetectorSchedule;
import org.inceptionnext.train.optimizer.AdamW;
import org.inceptionnext.train.optimizer.Algorithm;
import org.inceptionnext.train.optimizer.SgdNesterov;
import org.inceptionnext.train.recipe.Recipe.Optimizers;
import org.inceptionnext.vision.augment.DetectionAugmentation;

/**
 * How a detector is to be trained.
 *
 * @param source where its numbers are from
 * @param length how long
 * @param descent how gradients become steps
 * @param rates of the groups over time
 * @param warmup how it begins
 * @param objective what is to be learned
 * @param augmentation how pictures are changed
 * @param computation what it costs
 */
public record DetectorRecipe(
        String source,
        Length length,
        Descent descent,
        DetectorSchedule.Rates rates,
        DetectorSchedule.Warmup warmup,
        Objective objective,
        DetectionAugmentation augmentation,
        Computation computation) {

    /**
     * @param epochs how often each picture is seen
     * @param batchSize pictures in a batch
     * @param nominalBatch about how many pictures make a step: gradients of several batches are added
     * @param patience after how many epochs without a better one it ends; 0: never
     */
    public record Length(int epochs, int batchSize, int nominalBatch, int patience) {}

    /**
     * @param optimizer the rule
     * @param weightDecay of weights, for the nominal batch
     * @param decayLayerScale whether layer scales are drawn to zero as weights are
     * @param backboneRate what the backbone's rate is multiplied by
     * @param backboneJump whether the rate of the backbone's biases begins high too
     * @param clip the largest norm of a gradient; 0 for any
     * @param average how the average beside the network is kept
     */
    public record Descent(
            Optimizers optimizer,
            double weightDecay,
            boolean decayLayerScale,
            double backboneRate,
            boolean backboneJump,
            double clip,
            Average average) {

        /** Returns the rule with its momentum at a moment. */
        public Algorithm algorithm(double momentum) {
            return switch (optimizer) {
                case ADAMW -> new AdamW(momentum, AdamW.DEFAULTS.beta2(), AdamW.DEFAULTS.eps());
                case SGD -> new SgdNesterov(momentum);
            };
        }
    }

    /**
     * The moving average, which is the result.
     *
     * @param decay in the end; 0: the network itself is the result
     * @param steps over which the decay rises, by {@code 1 - exp(-step / steps)}
     */
    public record Average(double decay, double steps) {

        /** Returns the decay of a step, counted from 1. */
        public double at(long step) {
            return steps == 0 ? decay : decay * (1 - Math.exp(-step / steps));
        }
    }

    /**
     * @param gains of the loss's terms, for three maps, eighty classes and 640 x 640 pixels
     * @param objectnessWeight as in {@link DetectionLoss}
     * @param classWeight as in {@link DetectionLoss}
     * @param focalGamma as in {@link DetectionLoss}
     * @param smoothing as in {@link DetectionLoss}
     * @param anchorRatio how many times as large or small as its anchor an object may be
     * @param autoAnchor whether anchors that fit the objects badly are replaced first
     * @param singleClass whether all objects are of one class
     */
    public record Objective(
            DetectionLoss.Gains gains,
            double objectnessWeight,
            double classWeight,
            double focalGamma,
            double smoothing,
            double anchorRatio,
            boolean autoAnchor,
            boolean singleClass) {

        /** Returns the loss of a network. */
        public DetectionLoss loss(int maps, int numClasses, int imageSize) {
            return new DetectionLoss(
                    gains.scaled(maps, numClasses, imageSize),
                    objectnessWeight,
                    classWeight,
                    focalGamma,
                    smoothing,
                    DetectionLoss.balance(maps));
        }
    }

    /**
     * @param multiScale whether each batch is scaled by a factor of its own
     * @param imageWeights whether pictures with rare and badly learned classes come more often
     * @param dropPath how often the last residual branch of the backbone is left out; those before it less
     * @param statisticsMomentum the share of the way towards the batch's that running statistics move
     * @param dtype what layers compute in: float32 or bfloat16
     * @param freeze the scopes that keep their values, such as {@code model.0.stages.0}
     * @param checkpointSeconds how often the state is saved within an epoch
     */
    public record Computation(
            boolean multiScale,
            boolean imageWeights,
            double dropPath,
            double statisticsMomentum,
            DType dtype,
            List<String> freeze,
            int checkpointSeconds) {

        public Computation {
            freeze = List.copyOf(freeze);
        }
    }

    /**
     * Reads a recipe.
     *
     * @param values by key, as {@link RecipeFile#detectorValues} gives them, some changed
     * @throws RecipeException if a key is missing, unknown, or its value is not allowed
     */
    public static DetectorRecipe read(Map<String, String> values) {
        RecipeValues all = new RecipeValues(values);
        DetectorRecipe recipe = new DetectorRecipe(
                all.text("source"),
                new Length(
                        all.count("epochs", 1),
                        all.count("batchSize", 1),
                        all.count("nominalBatch", 1),
                        all.count("patience", 0)),
                descent(all),
                new DetectorSchedule.Rates(
                        all.positive("rate"),
                        all.fraction("lastShare"),
                        all.constant("schedule", DetectorSchedule.Shape.class)),
                new DetectorSchedule.Warmup(
                        all.notNegative("warmupEpochs"),
                        all.notNegative("warmupBiasRate"),
                        all.share("warmupMomentum"),
                        all.share("momentum")),
                objective(all),
                augmentation(all),
                new Computation(
                        all.flag("multiScale"),
                        all.flag("imageWeights"),
                        all.share("dropPath"),
                        all.fraction("statisticsMomentum"),
                        all.dtype(),
                        all.scopes("freeze"),
                        all.count("checkpointSeconds", 1)));
        all.requireAllRead();
        return recipe;
    }

    private static Descent descent(RecipeValues all) {
        return new Descent(
                all.constant("optimizer", Optimizers.class),
                all.notNegative("weightDecay"),
                all.flag("decayLayerScale"),
                all.notNegative("backboneRate"),
                all.flag("backboneJump"),
                all.notNegative("clip"),
                new Average(all.share("average"), all.notNegative("averageSteps")));
    }

    private static Objective objective(RecipeValues all) {
        return new Objective(
                new DetectionLoss.Gains(
                        all.notNegative("box"), all.notNegative("objectness"), all.notNegative("classes")),
                all.positive("objectnessWeight"),
                all.positive("classWeight"),
                all.notNegative("focalGamma"),
                all.share("smoothing"),
                all.number("anchorRatio", x -> x > 1, "a number above 1"),
                all.flag("autoAnchor"),
                all.flag("singleClass"));
    }

    private static DetectionAugmentation augmentation(RecipeValues all) {
        try {
            return new DetectionAugmentation(
                    all.notNegative("hue"),
                    all.notNegative("saturation"),
                    all.notNegative("value"),
                    all.notNegative("degrees"),
                    all.notNegative("translate"),
                    all.notNegative("scale"),
                    all.notNegative("shear"),
                    all.notNegative("perspective"),
                    all.fraction("flipUpDown"),
                    all.fraction("flipLeftRight"),
                    all.fraction("mosaic"),
                    all.fraction("mixup"));
        } catch (RecipeException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RecipeException("recipe: " + e.getMessage());
        }
    }
}
