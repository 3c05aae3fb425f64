package org.inceptionnext.network;

/**
 * How often numbers occur, to find the range that 256 steps are best spent on. Numbers come in any order and any size: the
 * histogram widens by powers of two.
 */
public final class ActivationHistogram {
    private static final int BINS = 1 << 14;
    private static final int HALF = BINS / 2;

    /** Candidates for each end of a range: this many shares of the whole, from {@link #LEAST_SHARE} on. */
    private static final int CANDIDATES = 24;

    private static final double LEAST_SHARE = 0.2;

    private final long[] counts = new long[BINS];
    private double width = 0x1p-40;
    private double min;
    private double max;

    /** Counts numbers. A number that is not finite is an error of who measures. */
    public void add(float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new IllegalArgumentException("an activation that is " + number);
            }
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        while (Math.max(max, -min) >= HALF * width) {
            widen();
        }
        for (float number : numbers) {
            counts[HALF + (int) Math.floor(number / width)]++;
        }
    }

    private void widen() {
        for (int i = 0; i < HALF / 2; i++) {
            counts[HALF + i] = counts[HALF + 2 * i] + counts[HALF + 2 * i + 1];
            counts[HALF - 1 - i] = counts[HALF - 1 - 2 * i] + counts[HALF - 2 - 2 * i];
        }
        for (int i = HALF / 2; i < HALF; i++) {
            counts[HALF + i] = 0;
            counts[HALF - 1 - i] = 0;
        }
        width *= 2;
    }

    /** Returns the range from the least number to the greatest, and 0. */
    public ActivationRange whole() {
        return min == 0 && max == 0 ? new ActivationRange(0, 1) : new ActivationRange(min, max);
    }

    /**
     * Returns the range beyond which no more than a share of the numbers lies on either side.
     *
     * @param share from 0 to 1
     */
    public ActivationRange without(double share) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        long allowed = (long) (share * total);
        int first = 0;
        for (long beyond = counts[0]; beyond <= allowed && first < HALF; beyond += counts[first]) {
            first++;
        }
        int last = BINS - 1;
        for (long beyond = counts[last]; beyond <= allowed && last > HALF - 1; beyond += counts[last]) {
            last--;
        }
        double low = Math.max(min, Math.min(0, (first - HALF) * width));
        double high = Math.min(max, Math.max(0, (last + 1 - HALF) * width));
        return low < high ? new ActivationRange(low, high) : whole();
    }

    /** Returns the range whose steps are nearest to the numbers in the mean of squares, what lies beyond it included. */
    public ActivationRange leastSquares() {
        ActivationRange best = whole();
        double least = squares(best);
        for (int i = 0; i < CANDIDATES; i++) {
            for (int j = 0; j < CANDIDATES; j++) {
                double low = min * share(i);
                double high = max * share(j);
                if (low < high) {
                    ActivationRange range = new ActivationRange(low, high);
                    double squares = squares(range);
                    if (squares < least) {
                        least = squares;
                        best = range;
                    }
                }
                if (max == 0) {
                    break;
                }
            }
            if (min == 0) {
                break;
            }
        }
        return best;
    }

    private static double share(int candidate) {
        return LEAST_SHARE + (1 - LEAST_SHARE) * candidate / (CANDIDATES - 1);
    }

    /** The sum of squares, with each number in the middle of its bin. */
    private double squares(ActivationRange range) {
        double sum = 0;
        double scale = range.scale();
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                double number = (i - HALF + 0.5) * width;
                double difference = number - range.number(range.quantized(number));
                boolean inside = number >= range.min() && number <= range.max();
                // Within a bin as wide as a step, numbers lie anywhere between two steps.
                sum += counts[i] * (inside ? scale * scale / 12 : difference * difference);
            }
        }
        return sum;
    }
}
