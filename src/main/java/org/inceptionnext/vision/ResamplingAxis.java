package org.inceptionnext.vision;

import org.inceptionnext.registry.Preprocessing.Interpolation;

/**
 * One axis of Pillow's resampling (Resample.c, {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}): which source samples
 * each output sample reads, with which weights in 22-bit fixed point. Every output has the same number of taps, filled up with
 * weights of 0, and no tap lies outside the source.
 */
final class ResamplingAxis {
    static final int FRACTION_BITS = 22;
    static final int HALF = 1 << (FRACTION_BITS - 1);

    private final int taps;
    private final int[] first;
    private final int[] weights;

    private ResamplingAxis(int taps, int[] first, int[] weights) {
        this.taps = taps;
        this.first = first;
        this.weights = weights;
    }

    /**
     * Plans the outputs of a window.
     *
     * @param in samples of the source
     * @param out samples that the whole source becomes
     * @param window which of them are wanted
     */
    static ResamplingAxis of(Interpolation filter, int in, long out, Window window) {
        return in == out ? copy(window) : filtered(filter, in, out, window);
    }

    private static ResamplingAxis copy(Window window) {
        int[] first = new int[window.count()];
        int[] weights = new int[window.count()];
        for (int i = 0; i < first.length; i++) {
            first[i] = (int) window.from() + i;
            weights[i] = 1 << FRACTION_BITS;
        }
        return new ResamplingAxis(1, first, weights);
    }

    private static ResamplingAxis filtered(Interpolation filter, int in, long out, Window window) {
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1);
        double support = radius(filter) * stretch;
        double inverse = 1 / stretch;
        int taps = (int) Math.min(in, (long) Math.ceil(support) * 2 + 1);
        int[] first = new int[window.count()];
        int[] weights = new int[window.count() * taps];
        double[] raw = new double[taps];
        for (int i = 0; i < first.length; i++) {
            double centre = (window.from() + i + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int to = Math.min((int) (centre + support + 0.5), in);
            double sum = 0;
            for (int j = from; j < to; j++) {
                raw[j - from] = weight(filter, (j - centre + 0.5) * inverse);
                sum += raw[j - from];
            }
            first[i] = Math.min(from, in - taps);
            int shift = i * taps + from - first[i];
            for (int j = 0; j < to - from; j++) {
                weights[shift + j] = fixedPoint(sum == 0 ? raw[j] : raw[j] / sum);
            }
        }
        return new ResamplingAxis(taps, first, weights);
    }

    private static double radius(Interpolation filter) {
        return switch (filter) {
            case BILINEAR -> 1;
            case BICUBIC -> 2;
        };
    }

    private static double weight(Interpolation filter, double offset) {
        double x = Math.abs(offset);
        return switch (filter) {
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case BICUBIC -> bicubic(x);
        };
    }

    /** Keys' cubic with a = -0.5, in the order of operations that gives Pillow's last bit. */
    private static double bicubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    /** Rounds half away from zero. */
    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << FRACTION_BITS);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }

    int outputs() {
        return first.length;
    }

    int taps() {
        return taps;
    }

    /** Returns the first source sample of an output; never decreases. */
    int first(int output) {
        return first[output];
    }

    int weight(int output, int tap) {
        return weights[output * taps + tap];
    }

    /** Returns the first source sample that any output reads. */
    int begin() {
        return first[0];
    }

    /** Returns the end of the source samples that any output reads. */
    int end() {
        return first[first.length - 1] + taps;
    }

    /**
     * The outputs that are wanted.
     *
     * @param from the first one, at least 0
     * @param count how many, at least 1
     */
    record Window(long from, int count) {}
}
