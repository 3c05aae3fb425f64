package org.inceptionnext.vision;

/**
 * Pillow's 8-bit resampling of R, G, B (Resample.c), computing only a window of the result: a crop needs a third of the work and
 * its pixels are the same.
 */
final class Resampler {
    private static final int CHANNELS = 3;

    private final Pixels source;
    private final ResamplingAxis columns;
    private final ResamplingAxis rows;

    Resampler(Pixels source, ResamplingAxis columns, ResamplingAxis rows) {
        this.source = source;
        this.columns = columns;
        this.rows = rows;
    }

    void horizontalFirst(Canvas target) {
        int rowSamples = columns.outputs() * CHANNELS;
        int[][] ring = new int[rows.taps()][rowSamples];
        int[] sums = new int[rowSamples];
        int ready = rows.begin();
        for (int y = 0; y < rows.outputs(); y++) {
            int end = rows.first(y) + rows.taps();
            ready = Math.max(ready, rows.first(y));
            for (; ready < end; ready++) {
                int[] row = ring[ready % ring.length];
                horizontal(source.rgb(), ready * source.width() * CHANNELS, row);
            }
            java.util.Arrays.fill(sums, ResamplingAxis.HALF);
            for (int tap = 0; tap < rows.taps(); tap++) {
                add(sums, ring[(rows.first(y) + tap) % ring.length], rows.weight(y, tap));
            }
            target.putRow(y, sums);
        }
    }

    void verticalFirst(Canvas target) {
        int begin = columns.begin() * CHANNELS;
        int[] sums = new int[(columns.end() - columns.begin()) * CHANNELS];
        byte[] row = new byte[source.width() * CHANNELS];
        int[] outputs = new int[columns.outputs() * CHANNELS];
        for (int y = 0; y < rows.outputs(); y++) {
            java.util.Arrays.fill(sums, ResamplingAxis.HALF);
            for (int tap = 0; tap < rows.taps(); tap++) {
                int from = (rows.first(y) + tap) * source.width() * CHANNELS + begin;
                add(sums, source.rgb(), from, rows.weight(y, tap));
            }
            for (int i = 0; i < sums.length; i++) {
                row[begin + i] = (byte) level(sums[i]);
            }
            horizontal(row, 0, outputs);
            target.putLevels(y, outputs);
        }
    }

    private void horizontal(byte[] samples, int rowStart, int[] outputs) {
        int taps = columns.taps();
        for (int x = 0; x < columns.outputs(); x++) {
            int at = rowStart + columns.first(x) * CHANNELS;
            int red = ResamplingAxis.HALF;
            int green = ResamplingAxis.HALF;
            int blue = ResamplingAxis.HALF;
            for (int tap = 0; tap < taps; tap++) {
                int weight = columns.weight(x, tap);
                red += weight * (samples[at] & 0xff);
                green += weight * (samples[at + 1] & 0xff);
                blue += weight * (samples[at + 2] & 0xff);
                at += CHANNELS;
            }
            outputs[x * CHANNELS] = level(red);
            outputs[x * CHANNELS + 1] = level(green);
            outputs[x * CHANNELS + 2] = level(blue);
        }
    }

    private static void add(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static void add(int[] sums, byte[] samples, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (samples[from + i] & 0xff);
        }
    }

    static int level(int sum) {
        return Math.min(Math.max(sum >> ResamplingAxis.FRACTION_BITS, 0), 255);
    }

    /** Where the result goes: a rectangle of a larger picture. */
    static final class Canvas {
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
        Canvas(byte[] rgb, int width, int left, int top) {
            this.rgb = rgb;
            this.width = width;
            this.left = left;
            this.top = top;
        }

        private void putRow(int y, int[] sums) {
            int at = ((top + y) * width + left) * CHANNELS;
            for (int i = 0; i < sums.length; i++) {
                rgb[at + i] = (byte) level(sums[i]);
            }
        }

        private void putLevels(int y, int[] levels) {
            int at = ((top + y) * width + left) * CHANNELS;
            for (int i = 0; i < levels.length; i++) {
                rgb[at + i] = (byte) levels[i];
            }
        }
    }
}
