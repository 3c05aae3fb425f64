package org.inceptionnext.vision.resample;

import java.util.Arrays;

/**
 * The horizontal pass of some rows at a time. Their samples are turned first, so that those of one column lie side by side: a weight
 * is then multiplied along an array, which the JIT compiler turns into vector instructions. Along a row it cannot, since neighbours
 * of the result begin at neither neighbouring nor evenly spaced samples.
 */
final class RowBlock {
    /** More make no loop faster, and no longer fit the processor's cache. */
    static final int MOST_ROWS = 32;

    private static final int CHANNELS = Resampler.CHANNELS;
    private static final int TOGETHER = 4;

    private final ResamplingAxis columns;
    private final int[] weights;
    private final int taps;
    private final byte[][] rows;
    private int count;

    /** The columns that the next sample of the result reads, each at its number modulo a power of two. */
    private final int[][] turned;

    private int turnedUpTo;
    private final int[] sums;

    /**
     * Begins with nothing.
     *
     * @param most how many rows there will be in all; a block has no more than {@link #MOST_ROWS}
     */
    RowBlock(ResamplingAxis columns, int most) {
        this.columns = columns;
        this.taps = (columns.taps() + TOGETHER - 1) / TOGETHER * TOGETHER;
        this.weights = new int[Math.multiplyExact(columns.outputs(), taps)];
        for (int x = 0; x < columns.outputs(); x++) {
            for (int tap = 0; tap < columns.taps(); tap++) {
                weights[x * taps + tap] = columns.weight(x, tap);
            }
        }
        int lanes = Math.min(most, MOST_ROWS);
        this.rows = new byte[lanes][samples()];
        this.turned = new int[2 * Integer.highestOneBit(taps)][CHANNELS * lanes];
        this.sums = new int[CHANNELS * lanes];
    }

    /** Returns which sample of a row is the first that is needed. */
    int begin() {
        return columns.begin() * CHANNELS;
    }

    /** Returns how many samples of a row are needed. */
    int samples() {
        return Math.multiplyExact(columns.end() - columns.begin(), CHANNELS);
    }

    /** Returns how many rows there are. */
    int count() {
        return count;
    }

    boolean isFull() {
        return count == rows.length;
    }

    /** Adds what is needed of a row, from the sample at an index on. */
    void add(byte[] rgb, int from) {
        byte[] row = rows[count++];
        System.arraycopy(rgb, from, row, 0, row.length);
    }

    /** Adds what is needed of a row of levels. */
    void add(int[] levels) {
        byte[] row = rows[count++];
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) levels[i];
        }
    }

    /**
     * Computes the rows' outputs, as levels of 0..255, and begins anew.
     *
     * @param outputs gets those of row 0 at {@code first} modulo its length, and the others behind it
     */
    void resample(int[][] outputs, int first) {
        turnedUpTo = 0;
        for (int x = 0; x < columns.outputs(); x++) {
            turn(columns.first(x) - columns.begin() + columns.taps());
            weigh(x);
            Resampler.toLevels(sums);
            for (int row = 0; row < count; row++) {
                int[] output = outputs[(first + row) % outputs.length];
                for (int channel = 0; channel < CHANNELS; channel++) {
                    output[x * CHANNELS + channel] = sums[channel * rows.length + row];
                }
            }
        }
        count = 0;
    }

    private void turn(int end) {
        for (; turnedUpTo < end; turnedUpTo++) {
            turn(rows, turnedUpTo * CHANNELS, column(turnedUpTo));
        }
    }

    private static void turn(byte[][] rows, int from, int[] column) {
        int lanes = rows.length;
        for (int row = 0; row < lanes; row++) {
            byte[] samples = rows[row];
            column[row] = samples[from] & 0xff;
            column[row + lanes] = samples[from + 1] & 0xff;
            column[row + 2 * lanes] = samples[from + 2] & 0xff;
        }
    }

    private int[] column(int number) {
        return turned[number & (turned.length - 1)];
    }

    /** Several taps at a time, since each sum is read and written once for them; those behind the last weigh nothing. */
    private void weigh(int x) {
        Arrays.fill(sums, ResamplingAxis.HALF);
        int from = columns.first(x) - columns.begin();
        for (int tap = 0; tap < taps; tap += TOGETHER) {
            int weight = x * taps + tap;
            int at = from + tap;
            add(sums, column(at), column(at + 1), column(at + 2), column(at + 3), weights, weight);
        }
    }

    private static void add(int[] sums, int[] c0, int[] c1, int[] c2, int[] c3, int[] weights, int at) {
        int w0 = weights[at];
        int w1 = weights[at + 1];
        int w2 = weights[at + 2];
        int w3 = weights[at + 3];
        for (int i = 0; i < sums.length; i++) {
            sums[i] += w0 * c0[i] + w1 * c1[i] + w2 * c2[i] + w3 * c3[i];
        }
    }
}
