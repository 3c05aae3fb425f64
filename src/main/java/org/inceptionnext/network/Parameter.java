package org.inceptionnext.network;

import java.util.List;
import org.inceptionnext.checkpoint.DType;

/**
 * A tensor that a network needs from a checkpoint.
 *
 * @param name the key in the upstream checkpoint's state dict
 * @param shape the sizes of the dimensions, outermost first; empty for a single number
 * @param dtype the type in which upstream publishes it
 * @param role what it is for
 */
public record Parameter(String name, List<Long> shape, DType dtype, Role role) {

    public Parameter {
        shape = List.copyOf(shape);
    }

    /** What a tensor of the network is for. */
    public enum Role {
        /** Of a convolution or a linear layer. */
        WEIGHT,
        /** Of a convolution or a linear layer. */
        BIAS,
        /** The learned factor of a normalisation. */
        NORM_SCALE,
        /** The learned summand of a normalisation. */
        NORM_SHIFT,
        /** A batch normalisation's mean, per channel. */
        RUNNING_MEAN,
        /** A batch normalisation's biased variance, per channel. */
        RUNNING_VARIANCE,
        /** How many batches a batch normalisation has seen; inference does not read it. */
        BATCH_COUNTER,
        /** The factor per channel on a residual branch ({@code gamma}). */
        LAYER_SCALE,
        /** A detector's anchors: width and height in cells of their map. */
        ANCHORS,
        /** What one step of an 8-bit weight stands for, per output channel; no checkpoint has it. */
        WEIGHT_SCALE;

        /** Returns whether torch calls it a buffer: kept in the state dict, never trained by a gradient. */
        public boolean isBuffer() {
            return switch (this) {
                case RUNNING_MEAN, RUNNING_VARIANCE, BATCH_COUNTER, ANCHORS, WEIGHT_SCALE -> true;
                case WEIGHT, BIAS, NORM_SCALE, NORM_SHIFT, LAYER_SCALE -> false;
            };
        }
    }

    /** Returns the number of elements: 1 for a single number. */
    public long elementCount() {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** That of the name alone: it is unique in a graph. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
