package org.inceptionnext.vision.resample;

import java.util.Arrays;

/**
 * Pillow's 8-bit resampling of R, G, B (Resample.c): two passes, with levels of 0..255 between them. Only a window of the result is
 * computed: a crop needs a good half of the work, and its pixels are the same. Rows of the source are given one after the other, and
 * as many are kept as one row of the result reads.
 *
 * <p>The vertical pass runs along whole rows of ints, which the JIT compiler turns into vector instructions; the horizontal pass
 * cannot, so {@link RowBlock} turns rows into columns first.
 */
public abstract sealed class Resampler permits HorizontalFirst, VerticalFirst {
    static final int CHANNELS = 3;

    private final ResamplingAxis rows;
    private final Canvas target;
    private int source;

    /** The row of the result that comes next. */
    private int output;

    Resampler(ResamplingAxis rows, Canvas target) {
        this.rows = rows;
        this.target = target;
    }

    /**
     * Plans a picture.
     *
     * @param columns which of its columns become the result's
     * @param rows which of its rows become the result's
     * @param verticalFirst which pass comes first
     */
    public static Resampler of(ResamplingAxis columns, ResamplingAxis rows, boolean verticalFirst, Canvas target) {
        return verticalFirst ? new VerticalFirst(columns, rows, target) : new HorizontalFirst(columns, rows, target);
    }

    /**
     * Takes the source's next row. The result is complete after the last one.
     *
     * @param from the index of its first sample
     */
    public void row(byte[] rgb, int from) {
        int row = source++;
        if (row >= rows.begin() && row < rows.end()) {
            take(row, row == rows.end() - 1, rgb, from);
        }
    }

    /** Takes a row that the result needs. */
    abstract void take(int row, boolean last, byte[] rgb, int from);

    /** Computes the result's rows that read nothing behind a row of the source. */
    final void computeUpTo(int row) {
        while (output < rows.outputs() && rows.first(output) + rows.taps() <= row + 1) {
            compute(output, output == rows.outputs() - 1, target);
            output++;
        }
    }

    /** Computes a row of the result; a pass that takes several at a time puts them with the last of these. */
    abstract void compute(int row, boolean last, Canvas canvas);

    /** Makes one row of levels out of the rows that a row of the result reads. */
    final void weighRows(int[][] ring, int row, int[] levels) {
        Arrays.fill(levels, ResamplingAxis.HALF);
        for (int tap = 0; tap < rows.taps(); tap++) {
            add(levels, ring[(rows.first(row) + tap) % ring.length], rows.weight(row, tap));
        }
        toLevels(levels);
    }

    private static void add(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    /** Turns fixed point sums into levels of 0..255. */
    static void toLevels(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            int level = sums[i] >> ResamplingAxis.FRACTION_BITS;
            int positive = level & ~(level >> 31);
            sums[i] = (positive | (255 - positive) >> 31) & 255;
        }
    }
}
