package org.inceptionnext.bench.rivals;

import java.util.Arrays;

/** Quantiles of a few numbers. */
final class Medians {
    private Medians() {}

    static double median(double... values) {
        return quantile(0.5, values);
    }

    /** Interpolates between the two nearest. */
    static double quantile(double q, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
