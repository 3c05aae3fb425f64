package org.inceptionnext.train.recipe;

import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.train.optimizer.AdamW;
import org.inceptionnext.train.optimizer.Algorithm;
import org.inceptionnext.train.optimizer.SgdNesterov;
import org.inceptionnext.vision.augment.RandAugment;
import org.inceptionnext.vision.augment.RandomErasing;

/**
 * How a classifier is trained; a file of {@code zoo/recipes}, or a user's own.
 *
 * @param source where the numbers are from
 * @param start what the network begins with
 * @param part which part of the network is trained
 * @param length how long, in which portions
 * @param descent how gradients become steps
 * @param rates the learning rate over time
 * @param regularization what keeps it from learning by heart
 * @param augmentation how pictures are changed
 * @param computation what it costs
 */
public record Recipe(
        String source,
        Start start,
        Part part,
        Length length,
        Descent descent,
        Rates rates,
        Regularization regularization,
        Augmentation augmentation,
        Computation computation) {

    /** What a network begins with. */
    public enum Start {
        /** What it has learned before. */
        WEIGHTS,
        /** Nothing. */
        NOTHING
    }

    /** Which part of the network is trained. */
    public enum Part {
        /** All that is not frozen. */
        NETWORK,
        /** What stands behind the pooled map; the rest runs once and its answers are kept. */
        HEAD
    }

    /**
     * How long.
     *
     * @param epochs how often each picture is seen
     * @param mostSteps as many epochs less as make so many steps; 0 for all
     * @param batchSize how many pictures a gradient is of
     * @param accumulate how many gradients a step is of
     * @param patience after how many epochs without a better one it ends; 0 for never
     */
    public record Length(int epochs, int mostSteps, int batchSize, int accumulate, int patience) {

        /** Returns how many epochs there are if one is of so many pictures. */
        public int epochsOf(long pictures) {
            long steps = Math.max(1, pictures / batchSize / accumulate);
            return mostSteps == 0 ? epochs : (int) Math.max(1, Math.min(epochs, (mostSteps + steps - 1) / steps));
        }
    }

    /**
     * How gradients become steps.
     *
     * @param optimizer the rule
     * @param momentum of {@link Optimizers#SGD}
     * @param weightDecay of weights; nothing else decays
     * @param layerDecay the rate's factor from a layer to the one before it
     * @param clip the largest norm of a gradient; 0 for any
     * @param average the decay of the average that is kept beside the network; 0 for none
     */
    public record Descent(
            Optimizers optimizer, double momentum, double weightDecay, double layerDecay, double clip, double average) {

        /** Returns the rule with its numbers. */
        public Algorithm algorithm() {
            return switch (optimizer) {
                case ADAMW -> AdamW.DEFAULTS;
                case SGD -> new SgdNesterov(momentum);
            };
        }
    }

    /** The rules by which gradients become steps. */
    public enum Optimizers {
        ADAMW,
        SGD
    }

    /**
     * The learning rate over time.
     *
     * @param schedule its shape
     * @param rate the largest
     * @param leastRate the last
     * @param warmupEpochs how long it rises at first
     * @param warmupRate where it begins to rise
     */
    public record Rates(Shape schedule, double rate, double leastRate, double warmupEpochs, double warmupRate) {}

    /** Shapes of the learning rate over time. */
    public enum Shape {
        COSINE,
        ONECYCLE
    }

    /**
     * What keeps the network from learning by heart.
     *
     * @param smoothing the share of each target that all classes get alike
     * @param dropPath how often the last residual branch is left out; those before it less
     * @param mixup the parameter of the beta distribution by which pictures are mixed; 0 for not at all
     * @param cutmix the same for pictures pasted into each other
     * @param classWeights whether rare classes count more
     */
    public record Regularization(
            double smoothing, double dropPath, double mixup, double cutmix, ClassWeights classWeights) {}

    /** How much the pictures of a class count. */
    public enum ClassWeights {
        /** All alike. */
        NONE,
        /** In inverse proportion to the number of the class's pictures. */
        BALANCED
    }

    /**
     * How pictures are changed.
     *
     * @param cropLeast the smallest share of a picture that is shown
     * @param cropMost the largest
     * @param flip how often it is mirrored
     * @param jitter by how much brightness, contrast and saturation change, at most
     * @param randAugment a few random changes of each picture; empty for none
     * @param erasing boxes that are overwritten
     */
    public record Augmentation(
            double cropLeast,
            double cropMost,
            double flip,
            double jitter,
            Optional<RandAugment> randAugment,
            RandomErasing erasing) {}

    /**
     * What training costs.
     *
     * @param dtype what layers compute in: float32 or bfloat16
     * @param checkpointing whether the stages' maps are computed twice instead of kept
     * @param freeze the scopes that keep their values, such as {@code stem} or {@code stages.0}
     * @param checkpointSeconds how often the state is saved within an epoch
     */
    public record Computation(DType dtype, boolean checkpointing, List<String> freeze, int checkpointSeconds) {

        public Computation {
            freeze = List.copyOf(freeze);
        }
    }
}
