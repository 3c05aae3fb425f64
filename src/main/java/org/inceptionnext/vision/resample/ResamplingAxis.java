package org.inceptionnext.vision.resample;

import org.inceptionnext.registry.Preprocessing.Interpolation;

/**
 * One axis of Pillow's resampling (Resample.c, {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}): which source samples
 * each output sample reads, with which weights in 22-bit fixed point. Every output has the same number of taps, filled up with
 * weights of 0, and no tap lies outside the source.
 */
public final class ResamplingAxis {
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
    public static ResamplingAxis of(Interpolation filter, int in, long out, Window window) {
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
        Kernel kernel = new Kernel(filter, (double) in / out);
        int taps = 1;
        for (int i = 0; i < window.count(); i++) {
            double centre = kernel.centre(window.from() + i);
            taps = Math.max(taps, kernel.end(centre, in) - kernel.begin(centre));
        }
        int[] first = new int[window.count()];
        int[] weights = new int[Math.multiplyExact(window.count(), taps)];
        double[] raw = new double[taps];
        for (int i = 0; i < first.length; i++) {
            double centre = kernel.centre(window.from() + i);
            int begin = kernel.begin(centre);
            int count = kernel.end(centre, in) - begin;
            double sum = 0;
            for (int j = 0; j < count; j++) {
                raw[j] = kernel.weight(begin + j - centre + 0.5);
                sum += raw[j];
            }
            first[i] = Math.min(begin, in - taps);
            int at = i * taps + begin - first[i];
            for (int j = 0; j < count; j++) {
                weights[at + j] = fixedPoint(sum == 0 ? raw[j] : raw[j] / sum);
            }
        }
        return new ResamplingAxis(taps, first, weights);
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
    public record Window(long from, int count) {}

    /**
     * The filter, widened by the scale where the picture shrinks. The order of the operations gives Pillow's last bit.
     *
     * @param filter its shape
     * @param scale source samples per output sample
     * @param support how far from its centre it reaches, in source samples
     * @param inverse what distances are multiplied by
     */
    private record Kernel(Interpolation filter, double scale, double support, double inverse) {

        Kernel(Interpolation filter, double scale) {
            this(filter, scale, radius(filter) * Math.max(scale, 1), 1 / Math.max(scale, 1));
        }

        private static double radius(Interpolation filter) {
            return switch (filter) {
                case BILINEAR -> 1;
                case BICUBIC -> 2;
            };
        }

        double centre(long output) {
            return (output + 0.5) * scale;
        }

        int begin(double centre) {
            return Math.max((int) (centre - support + 0.5), 0);
        }

        int end(double centre, int in) {
            return Math.min((int) (centre + support + 0.5), in);
        }

        double weight(double distance) {
            double x = Math.abs(distance * inverse);
            return switch (filter) {
                case BILINEAR -> x < 1 ? 1 - x : 0;
                case BICUBIC -> bicubic(x);
            };
        }

        /** Keys' cubic convolution (1981) with a = -0.5. */
        private static double bicubic(double x) {
            double a = -0.5;
            if (x < 1) {
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }
    }
}
