package org.inceptionnext.vision.resample;

import java.util.Arrays;
import org.inceptionnext.vision.Pixels;

/** OpenCV's shrinking by area. */
public final class OpenCvArea {
    private static final int CHANNELS = 3;
    private static final double DOUBLE_EPSILON = Math.ulp(1.0);

    private OpenCvArea() {}

    /** Shrinks a picture: neither side may grow. */
    public static Pixels shrink(Pixels source, int width, int height) {
        return isWhole(scale(source.width(), width)) && isWhole(scale(source.height(), height))
                ? blockMeans(source, width, height)
                : weighted(source, width, height);
    }

    /** The reciprocal is taken twice, as OpenCV does: 1 / (1 / 49.0) is not 49, and such a picture is weighted. */
    private static double scale(int inputs, int outputs) {
        return 1 / ((double) outputs / inputs);
    }

    private static boolean isWhole(double scale) {
        return Math.abs(scale - Math.rint(scale)) < DOUBLE_EPSILON;
    }

    private static Pixels blockMeans(Pixels source, int width, int height) {
        int blockWidth = source.width() / width;
        int blockHeight = source.height() / height;
        boolean twoByTwo = blockWidth == 2 && blockHeight == 2;
        float scale = (float) (1.0 / (blockWidth * blockHeight));
        byte[] rgb = new byte[CHANNELS * width * height];
        int[] sums = new int[CHANNELS * width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            for (int row = y * blockHeight; row < (y + 1) * blockHeight; row++) {
                addBlocks(source, row, blockWidth, sums);
            }
            int at = y * sums.length;
            for (int i = 0; i < sums.length; i++) {
                rgb[at + i] = (byte) (twoByTwo ? (sums[i] + 2) >> 2 : (int) Math.rint(sums[i] * scale));
            }
        }
        return new Pixels(width, height, rgb);
    }

    private static void addBlocks(Pixels source, int row, int blockWidth, int[] sums) {
        byte[] samples = source.rgb();
        int from = row * source.width() * CHANNELS;
        for (int at = 0; at < sums.length; at += CHANNELS) {
            for (int column = 0; column < blockWidth; column++) {
                sums[at] += samples[from] & 0xff;
                sums[at + 1] += samples[from + 1] & 0xff;
                sums[at + 2] += samples[from + 2] & 0xff;
                from += CHANNELS;
            }
        }
    }

    /** Weighted means in float32, horizontally first, in the order of the tables. */
    private static Pixels weighted(Pixels source, int width, int height) {
        Table columns = Table.of(source.width(), width);
        Table rows = Table.of(source.height(), height);
        byte[] rgb = new byte[CHANNELS * width * height];
        float[] means = new float[CHANNELS * width];
        float[] sums = new float[CHANNELS * width];
        int ready = -1;
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            for (int entry = rows.starts[y]; entry < rows.starts[y + 1]; entry++) {
                // The last input of one output is often the first of the next.
                if (rows.inputs[entry] != ready) {
                    ready = rows.inputs[entry];
                    horizontal(source, ready, columns, means);
                }
                float weight = rows.weights[entry];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += means[i] * weight;
                }
            }
            int at = y * sums.length;
            for (int i = 0; i < sums.length; i++) {
                rgb[at + i] = (byte) Math.min((int) Math.rint(sums[i]), 255);
            }
        }
        return new Pixels(width, height, rgb);
    }

    private static void horizontal(Pixels source, int row, Table columns, float[] means) {
        byte[] samples = source.rgb();
        int start = row * source.width() * CHANNELS;
        for (int x = 0; x < means.length / CHANNELS; x++) {
            float red = 0;
            float green = 0;
            float blue = 0;
            for (int entry = columns.starts[x]; entry < columns.starts[x + 1]; entry++) {
                int from = start + columns.inputs[entry] * CHANNELS;
                float weight = columns.weights[entry];
                red += (samples[from] & 0xff) * weight;
                green += (samples[from + 1] & 0xff) * weight;
                blue += (samples[from + 2] & 0xff) * weight;
            }
            means[x * CHANNELS] = red;
            means[x * CHANNELS + 1] = green;
            means[x * CHANNELS + 2] = blue;
        }
    }

    /** Which inputs an output covers along one axis, and by how much: its entries are those from {@code starts[output]} on. */
    private static final class Table {
        private static final double NEGLIGIBLE = 1e-3;

        private final int[] starts;
        private final int[] inputs;
        private final float[] weights;
        private int count;

        private Table(int outputs, int inputs) {
            this.starts = new int[outputs + 1];
            this.inputs = new int[inputs + 2 * outputs];
            this.weights = new float[inputs + 2 * outputs];
        }

        static Table of(int inputs, int outputs) {
            Table table = new Table(outputs, inputs);
            double scale = scale(inputs, outputs);
            for (int output = 0; output < outputs; output++) {
                double from = output * scale;
                double to = from + scale;
                double cell = Math.min(scale, inputs - from);
                int lastWhole = Math.min((int) Math.floor(to), inputs - 1);
                int firstWhole = Math.min((int) Math.ceil(from), lastWhole);
                if (firstWhole - from > NEGLIGIBLE) {
                    table.add(firstWhole - 1, (firstWhole - from) / cell);
                }
                for (int input = firstWhole; input < lastWhole; input++) {
                    table.add(input, 1 / cell);
                }
                if (to - lastWhole > NEGLIGIBLE) {
                    table.add(lastWhole, Math.min(Math.min(to - lastWhole, 1), cell) / cell);
                }
                table.starts[output + 1] = table.count;
            }
            return table;
        }

        private void add(int input, double weight) {
            inputs[count] = input;
            weights[count++] = (float) weight;
        }
    }
}
