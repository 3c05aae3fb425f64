package org.inceptionnext.vision.augment;

import org.inceptionnext.vision.Pixels;

/**
 * OpenCV's {@code warpAffine} and {@code warpPerspective} with {@code INTER_LINEAR} as its version 5 computes them with fused
 * multiply-add: each pixel of the result looks up its place in the picture in float32; what lies outside is gray.
 */
final class OpenCvWarp {
    private static final int CHANNELS = 3;
    private static final int GRAY = 114;
    /** Adding it to a float below 2^22 leaves the nearest whole number, halves to even, in the lowest bits. */
    private static final float ROUND = 0x1.8p23f;

    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private final float[] inverse;
    private final boolean isPerspective;
    private final int width;
    private final int height;

    /**
     * @param inverse from the result to the picture, nine numbers in rows
     * @param width of the result
     * @param height of the result
     */
    OpenCvWarp(double[] inverse, boolean isPerspective, int width, int height) {
        this.inverse = new float[inverse.length];
        for (int i = 0; i < inverse.length; i++) {
            this.inverse[i] = (float) inverse[i];
        }
        this.isPerspective = isPerspective;
        this.width = width;
        this.height = height;
    }

    Pixels apply(Pixels picture) {
        byte[] rgb = new byte[CHANNELS * width * height];
        float[] xs = new float[width];
        float[] ys = new float[width];
        for (int y = 0; y < height; y++) {
            places(y, xs, ys);
            row(picture, xs, ys, rgb, CHANNELS * width * y);
        }
        return new Pixels(width, height, rgb);
    }

    private void places(int y, float[] xs, float[] ys) {
        coordinate(0, y, xs);
        coordinate(3, y, ys);
        if (isPerspective) {
            float[] depths = new float[width];
            coordinate(6, y, depths);
            for (int x = 0; x < width; x++) {
                xs[x] /= depths[x];
                ys[x] /= depths[x];
            }
        }
    }

    private void coordinate(int row, int y, float[] out) {
        float perColumn = inverse[row];
        float begin = y * inverse[row + 1] + inverse[row + 2];
        for (int x = 0; x < out.length; x++) {
            out[x] = Math.fma(x, perColumn, begin);
        }
    }

    private static void row(Pixels picture, float[] xs, float[] ys, byte[] rgb, int begin) {
        byte[] from = picture.rgb();
        int stride = CHANNELS * picture.width();
        int to = begin;
        for (int x = 0; x < xs.length; x++, to += CHANNELS) {
            int left = (int) Math.floor(xs[x]);
            int top = (int) Math.floor(ys[x]);
            float dx = xs[x] - left;
            float dy = ys[x] - top;
            if (left >= 0 && top >= 0 && left < picture.width() - 1 && top < picture.height() - 1) {
                int at = top * stride + CHANNELS * left;
                for (int c = 0; c < CHANNELS; c++, at++) {
                    float upper = between(from[at] & 0xff, from[at + CHANNELS] & 0xff, dx);
                    float lower = between(from[at + stride] & 0xff, from[at + stride + CHANNELS] & 0xff, dx);
                    rgb[to + c] = level(between(upper, lower, dy));
                }
            } else if (left < -1 || top < -1 || left >= picture.width() || top >= picture.height()) {
                rgb[to] = GRAY;
                rgb[to + 1] = GRAY;
                rgb[to + 2] = GRAY;
            } else {
                for (int c = 0; c < CHANNELS; c++) {
                    float upper = between(sample(picture, left, top, c), sample(picture, left + 1, top, c), dx);
                    float lower = between(sample(picture, left, top + 1, c), sample(picture, left + 1, top + 1, c), dx);
                    rgb[to + c] = level(between(upper, lower, dy));
                }
            }
        }
    }

    private static int sample(Pixels picture, int x, int y, int channel) {
        boolean isInside = x >= 0 && y >= 0 && x < picture.width() && y < picture.height();
        return isInside ? picture.rgb()[(y * picture.width() + x) * CHANNELS + channel] & 0xff : GRAY;
    }

    private static float between(float a, float b, float share) {
        return Math.fma(share, b - a, a);
    }

    private static byte level(float value) {
        return (byte) (Float.floatToRawIntBits(value + ROUND) - ROUND_BITS);
    }
}
