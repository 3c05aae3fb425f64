package org.inceptionnext.compile;

import java.util.Set;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Parameter;

/**
 * How a network is trained, as far as its code depends on it.
 *
 * @param frozen the names of the parameters that keep their values; a batch normalisation whose scale is among them
 *     normalises by its running statistics and leaves them alone
 * @param dropPath whether whole residual branches are left out, sample by sample, as masks say
 * @param bfloat16 whether convolutions and linear layers compute in bfloat16; weights, sums of branches, statistics and the
 *     loss stay in float32
 * @param checkpointing whether the stages' inner maps are computed again for the gradient instead of kept: less memory, more
 *     time, the same numbers
 * @param statistics what the batch normalisations that are not frozen do with their running statistics
 */
public record TrainingForm(
        Set<String> frozen, boolean dropPath, boolean bfloat16, boolean checkpointing, Statistics statistics) {

    /** Everything is trained, in float32, all maps kept. */
    public static final TrainingForm PLAIN = new TrainingForm(Set.of(), false, false, false, Statistics.TORCH);

    /**
     * What batch normalisations do with their running statistics.
     *
     * @param momentum the share of the way towards the batch's that they move in each step
     * @param moves false: they stay, and normalise in training as in evaluation; scales and shifts learn all the same
     */
    public record Statistics(double momentum, boolean moves) {
        /** PyTorch's default. */
        public static final Statistics TORCH = new Statistics(0.1, true);
    }

    public TrainingForm {
        frozen = Set.copyOf(frozen);
    }

    /** Returns the same with other frozen parameters. */
    public TrainingForm withFrozen(Set<String> names) {
        return new TrainingForm(names, dropPath, bfloat16, checkpointing, statistics);
    }

    /** Returns the same with or without drop path. */
    public TrainingForm withDropPath(boolean drops) {
        return new TrainingForm(frozen, drops, bfloat16, checkpointing, statistics);
    }

    /** Returns the same in another type: F32 or BF16. */
    public TrainingForm computingIn(DType dtype) {
        if (dtype != DType.F32 && dtype != DType.BF16) {
            throw new IllegalArgumentException("training computes in F32 or BF16, not in " + dtype);
        }
        return new TrainingForm(frozen, dropPath, dtype == DType.BF16, checkpointing, statistics);
    }

    /** Returns the same with or without the inner maps of the stages kept. */
    public TrainingForm withCheckpointing(boolean recomputes) {
        return new TrainingForm(frozen, dropPath, bfloat16, recomputes, statistics);
    }

    /** Returns the same with other {@link #statistics}. */
    public TrainingForm withStatistics(Statistics other) {
        return new TrainingForm(frozen, dropPath, bfloat16, checkpointing, other);
    }

    /** Returns whether a batch normalisation's statistics move. */
    public boolean moves(BatchNorm norm) {
        return statistics.moves() && !isFrozen(norm.scale());
    }

    boolean isFrozen(Parameter parameter) {
        return frozen.contains(parameter.name());
    }

    /** Returns whether a parameter changes: it is learned, and not frozen. */
    boolean trains(Parameter parameter) {
        return !parameter.role().isBuffer() && !isFrozen(parameter);
    }
}
