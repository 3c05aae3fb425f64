package org.inceptionnext.vision.resample;

import java.util.Arrays;
import org.inceptionnext.vision.Pixels;

/**
 * Pillow's 8-bit resampling of R, G, B (Resample.c): two passes, with levels of 0..255 between them. Only a window of the result is
 * computed: a crop needs a good half of the work, and its pixels are the same.
 *
 * <p>The vertical pass runs along whole rows of ints, which the JIT compiler turns into vector instructions; the horizontal pass
 * cannot, so {@link RowPair} takes two rows at a time.
 */
public final class Resampler {
    static final int CHANNELS = 3;

    private final Pixels source;
    private final ResamplingAxis columns;
    private final ResamplingAxis rows;
    private final RowPair pair;

    /** Plans a picture with two axes. */
    public Resampler(Pixels source, ResamplingAxis columns, ResamplingAxis rows) {
        this.source = source;
        this.columns = columns;
        this.rows = rows;
        this.pair = new RowPair(columns);
    }

    /** Resamples each source row that is needed, and keeps as many as one output row reads. */
    public void horizontalFirst(Canvas target) {
        int samples = columns.outputs() * CHANNELS;
        int[][] ring = new int[rows.taps() + 1][samples];
        int[] sums = new int[samples];
        int ready = rows.begin();
        for (int y = 0; y < rows.outputs(); y++) {
            ready = Math.max(ready, rows.first(y));
            for (; ready < rows.first(y) + rows.taps(); ready += 2) {
                int next = Math.min(ready + 1, source.height() - 1);
                pair.load(source.rgb(), rowStart(ready), rowStart(next));
                pair.resample(ring[ready % ring.length], ring[(ready + 1) % ring.length]);
            }
            weighRows(ring, y, sums);
            target.putRow(y, sums);
        }
    }

    /** Weighs source rows to two rows of levels, which are then resampled. */
    public void verticalFirst(Canvas target) {
        int begin = columns.begin() * CHANNELS;
        int samples = columns.end() * CHANNELS - begin;
        int[][] ring = new int[rows.taps()][samples];
        int[][] weighed = new int[2][samples];
        int[][] outputs = new int[2][columns.outputs() * CHANNELS];
        int ready = rows.begin();
        for (int y = 0; y < rows.outputs(); y++) {
            ready = Math.max(ready, rows.first(y));
            for (; ready < rows.first(y) + rows.taps(); ready++) {
                widen(source.rgb(), rowStart(ready) + begin, ring[ready % ring.length]);
            }
            weighRows(ring, y, weighed[y % 2]);
            boolean last = y == rows.outputs() - 1;
            if (y % 2 == 1 || last) {
                pair.load(weighed[0], weighed[1]);
                pair.resample(outputs[0], outputs[1]);
                target.putRow(y - y % 2, outputs[0]);
            }
            if (y % 2 == 1) {
                target.putRow(y, outputs[1]);
            }
        }
    }

    private int rowStart(int row) {
        return row * source.width() * CHANNELS;
    }

    private static void widen(byte[] samples, int from, int[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = samples[from + i] & 0xff;
        }
    }

    /** Makes one row of levels out of the rows that an output row reads. */
    private void weighRows(int[][] ring, int y, int[] levels) {
        Arrays.fill(levels, ResamplingAxis.HALF);
        for (int tap = 0; tap < rows.taps(); tap++) {
            add(levels, ring[(rows.first(y) + tap) % ring.length], rows.weight(y, tap));
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

    /** Where the result goes: a rectangle of a larger picture. */
    public static final class Canvas {
        private final byte[] rgb;
        private final int width;
        private final int left;
        private final int top;

        /**
         * Writes into a picture's samples.
         *
         * @param width the larger picture's width in pixels
         * @param left the rectangle's first column
         * @param top the rectangle's first row
         */
        public Canvas(byte[] rgb, int width, int left, int top) {
            this.rgb = rgb;
            this.width = width;
            this.left = left;
            this.top = top;
        }

        private void putRow(int y, int[] levels) {
            int at = ((top + y) * width + left) * CHANNELS;
            for (int i = 0; i < levels.length; i++) {
                rgb[at + i] = (byte) levels[i];
            }
        }
    }
}
