package org.inceptionnext.train.batch;

import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Pixels;

/** YOLOv5's multi-scale training: each batch is scaled to a size of its own, bilinearly, as PyTorch does without aligned corners. */
final class MultiScale {
    private static final int CHANNELS = 3;
    private static final float LEVELS = 255;

    private MultiScale() {}

    /** Draws a side: half to one and a half of the usual, a multiple of the stride. */
    static int side(int usual, int stride, RandomGenerator random) {
        return random.nextInt(usual / 2, usual * 3 / 2 + stride) / stride * stride;
    }

    /** Writes a square picture as planes of fractions, scaled. */
    static void write(Pixels picture, int side, FloatBuffer target, int position) {
        Axis axis = new Axis(picture.width(), side);
        float[] row = new float[side];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int y = 0; y < side; y++) {
                float upperShare = 1 - axis.share[y];
                int upper = axis.first[y] * picture.width();
                int lower = axis.second[y] * picture.width();
                for (int x = 0; x < side; x++) {
                    row[x] = upperShare * axis.between(picture.rgb(), upper, channel, x)
                            + axis.share[y] * axis.between(picture.rgb(), lower, channel, x);
                }
                target.put(position + (channel * side + y) * side, row);
            }
        }
    }

    /** Between which two samples each of the result lies, and how near to the second. */
    private static final class Axis {
        private final int[] first;
        private final int[] second;
        private final float[] share;

        Axis(int from, int to) {
            first = new int[to];
            second = new int[to];
            share = new float[to];
            float scale = (float) from / to;
            for (int i = 0; i < to; i++) {
                float at = Math.max(scale * (i + 0.5f) - 0.5f, 0);
                first[i] = Math.min((int) at, from - 1);
                second[i] = Math.min(first[i] + 1, from - 1);
                share[i] = at - first[i];
            }
        }

        float between(byte[] rgb, int row, int channel, int x) {
            float a = (rgb[(row + first[x]) * CHANNELS + channel] & 0xff) / LEVELS;
            float b = (rgb[(row + second[x]) * CHANNELS + channel] & 0xff) / LEVELS;
            return (1 - share[x]) * a + share[x] * b;
        }
    }
}
