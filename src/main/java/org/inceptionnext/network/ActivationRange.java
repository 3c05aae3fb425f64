package org.inceptionnext.network;

/**
 * A range of activations that is cut into 255 steps, so that a byte holds a number of it. It contains 0, which is one of the
 * 256 values exactly: padding and what an activation function cuts off stay what they are.
 *
 * @param min the least number, at most 0
 * @param max the greatest number, at least 0
 */
public record ActivationRange(double min, double max) {
    /** The greatest byte. */
    public static final int STEPS = 255;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException unless {@code min <= 0 <= max}, both finite, and they are not one number
     */
    public ActivationRange {
        boolean ordered = min <= 0 && max >= 0 && min < max;
        if (!ordered || !Double.isFinite((float) (max - min))) {
            throw new IllegalArgumentException(
                    "a range of activations from " + min + " to " + max + ": allowed are numbers around 0");
        }
    }

    /** Returns what one step stands for, as a float32 number. */
    public double scale() {
        return (float) ((max - min) / STEPS);
    }

    /** Returns the byte that stands for 0, from 0 to 255. */
    public int zeroPoint() {
        return (int) Math.min(STEPS, Math.max(0, Math.round(-min / scale())));
    }

    /** Returns a number as its byte, the nearest end if it lies beyond: half to even. */
    public int quantized(double number) {
        return (int) Math.min(STEPS, Math.max(0, Math.rint(number / scale()) + zeroPoint()));
    }

    /** Returns the number that a byte stands for. */
    public double number(int quantized) {
        return (quantized - zeroPoint()) * scale();
    }
}
