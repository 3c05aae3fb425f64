package org.inceptionnext.vision.resample;

/**
 * OpenCV's fixed-point bilinear interpolation: 11-bit weights, rows kept with 11 fraction bits between the two passes. Rows of the
 * source are given one after the other; only those that the result reads cost anything.
 */
public final class OpenCvLinear {
    private static final int CHANNELS = 3;
    private static final float ONE = 1 << 11;

    private final int sourceHeight;
    private final int height;
    private final Canvas target;
    private final int[] rowNumbers = {-1, -1};
    private final int[][] rows;
    private final int[] levels;
    private final int[] left;
    private final int[] right;
    private final int[] weights;
    private int source;

    /** The row of the result that comes next. */
    private int output;

    /**
     * Plans a picture.
     *
     * @param sourceWidth in pixels
     * @param sourceHeight in pixels
     * @param width the result's, in pixels
     * @param height the result's, in pixels
     */
    public OpenCvLinear(int sourceWidth, int sourceHeight, int width, int height, Canvas target) {
        this.sourceHeight = sourceHeight;
        this.height = height;
        this.target = target;
        this.rows = new int[2][width * CHANNELS];
        this.levels = new int[width * CHANNELS];
        this.left = new int[width];
        this.right = new int[width];
        this.weights = new int[2 * width];
        int last = sourceWidth - 1;
        for (int x = 0; x < width; x++) {
            float at = sourcePosition(x, width, sourceWidth);
            int column = (int) Math.floor(at);
            boolean outside = column < 0 || column >= last;
            float fraction = outside ? 0 : at - column;
            left[x] = Math.min(Math.max(column, 0), last) * CHANNELS;
            right[x] = Math.min(Math.max(column, 0) + 1, last) * CHANNELS;
            weights[2 * x] = weight(1 - fraction);
            weights[2 * x + 1] = weight(fraction);
        }
    }

    /**
     * Takes the source's next row. The result is complete after the last one.
     *
     * @param from the index of its first sample
     */
    public void row(byte[] rgb, int from) {
        int row = source++;
        while (output < height && upper() <= row) {
            if (row == upper() || row == lower()) {
                interpolate(row, rgb, from);
            }
            if (lower() > row) {
                return;
            }
            // Unlike a column, a row beyond the edge keeps its weights; only the two row numbers are clamped.
            float at = sourcePosition(output, height, sourceHeight);
            float fraction = at - (int) Math.floor(at);
            blend(rows[upper() & 1], weight(1 - fraction), rows[lower() & 1], weight(fraction));
            target.putRow(output++, levels);
        }
    }

    /** Returns the upper one of the source's rows that the result's next row lies between. */
    private int upper() {
        return clamped(above());
    }

    private int lower() {
        return clamped(above() + 1);
    }

    private int above() {
        return (int) Math.floor(sourcePosition(output, height, sourceHeight));
    }

    private int clamped(int row) {
        return Math.min(Math.max(row, 0), sourceHeight - 1);
    }

    /** The reciprocal is taken twice, as OpenCV does: {@code in / out} can differ by one bit. */
    private static float sourcePosition(int output, int outputs, int inputs) {
        double scale = 1 / ((double) outputs / inputs);
        return (float) ((output + 0.5) * scale - 0.5);
    }

    private static int weight(float fraction) {
        return (int) Math.rint(fraction * ONE);
    }

    /** Interpolates a row of the source horizontally, unless it is one of the two at hand. */
    private void interpolate(int row, byte[] samples, int start) {
        int slot = row & 1;
        if (rowNumbers[slot] == row) {
            return;
        }
        rowNumbers[slot] = row;
        int[] outputs = rows[slot];
        int to = 0;
        for (int x = 0; x < left.length; x++) {
            int a = start + left[x];
            int b = start + right[x];
            int aWeight = weights[2 * x];
            int bWeight = weights[2 * x + 1];
            outputs[to] = (samples[a] & 0xff) * aWeight + (samples[b] & 0xff) * bWeight;
            outputs[to + 1] = (samples[a + 1] & 0xff) * aWeight + (samples[b + 1] & 0xff) * bWeight;
            outputs[to + 2] = (samples[a + 2] & 0xff) * aWeight + (samples[b + 2] & 0xff) * bWeight;
            to += CHANNELS;
        }
    }

    /** Each product is shifted before the sum, as OpenCV's vector code does. */
    private void blend(int[] upper, int upperWeight, int[] lower, int lowerWeight) {
        for (int i = 0; i < levels.length; i++) {
            int sum = ((upperWeight * (upper[i] >> 4)) >> 16) + ((lowerWeight * (lower[i] >> 4)) >> 16);
            levels[i] = Math.min((sum + 2) >> 2, 255);
        }
    }
}
