package org.inceptionnext.vision.resample;

import org.inceptionnext.vision.Pixels;

/** OpenCV's fixed-point bilinear interpolation: 11-bit weights, rows kept with 11 fraction bits between the two passes. */
public final class OpenCvLinear {
    private static final int CHANNELS = 3;
    private static final float ONE = 1 << 11;

    private final Pixels source;
    private final int[] rowNumbers = {-1, -1};
    private final int[][] rows;
    private final int[] left;
    private final int[] right;
    private final int[] weights;

    private OpenCvLinear(Pixels source, int width) {
        this.source = source;
        this.rows = new int[2][width * CHANNELS];
        this.left = new int[width];
        this.right = new int[width];
        this.weights = new int[2 * width];
        int last = source.width() - 1;
        for (int x = 0; x < width; x++) {
            float at = sourcePosition(x, width, source.width());
            int column = (int) Math.floor(at);
            boolean outside = column < 0 || column >= last;
            float fraction = outside ? 0 : at - column;
            left[x] = Math.min(Math.max(column, 0), last) * CHANNELS;
            right[x] = Math.min(Math.max(column, 0) + 1, last) * CHANNELS;
            weights[2 * x] = weight(1 - fraction);
            weights[2 * x + 1] = weight(fraction);
        }
    }

    /** Resizes a picture. */
    public static Pixels resize(Pixels source, int width, int height) {
        OpenCvLinear columns = new OpenCvLinear(source, width);
        byte[] rgb = new byte[Math.multiplyExact(CHANNELS, Math.multiplyExact(width, height))];
        int last = source.height() - 1;
        for (int y = 0; y < height; y++) {
            // Unlike a column, a row beyond the edge keeps its weights; only the two row numbers are clamped.
            float at = sourcePosition(y, height, source.height());
            int row = (int) Math.floor(at);
            float fraction = at - row;
            int[] upper = columns.row(Math.min(Math.max(row, 0), last));
            int[] lower = columns.row(Math.min(Math.max(row + 1, 0), last));
            blend(upper, weight(1 - fraction), lower, weight(fraction), rgb, y);
        }
        return new Pixels(width, height, rgb);
    }

    /** The reciprocal is taken twice, as OpenCV does: {@code in / out} can differ by one bit. */
    private static float sourcePosition(int output, int outputs, int inputs) {
        double scale = 1 / ((double) outputs / inputs);
        return (float) ((output + 0.5) * scale - 0.5);
    }

    private static int weight(float fraction) {
        return (int) Math.rint(fraction * ONE);
    }

    /** Interpolates a source row horizontally, unless it is one of the two at hand. */
    private int[] row(int number) {
        int slot = number & 1;
        int[] outputs = rows[slot];
        if (rowNumbers[slot] == number) {
            return outputs;
        }
        rowNumbers[slot] = number;
        byte[] samples = source.rgb();
        int start = number * source.width() * CHANNELS;
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
        return outputs;
    }

    /** Each product is shifted before the sum, as OpenCV's vector code does. */
    private static void blend(int[] upper, int upperWeight, int[] lower, int lowerWeight, byte[] rgb, int y) {
        int at = y * upper.length;
        for (int i = 0; i < upper.length; i++) {
            int sum = ((upperWeight * (upper[i] >> 4)) >> 16) + ((lowerWeight * (lower[i] >> 4)) >> 16);
            rgb[at + i] = (byte) Math.min((sum + 2) >> 2, 255);
        }
    }
}
