package org.inceptionnext.network.passes;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Operations per channel that are made from others. */
final class ChannelAffines {
    /** A factor below this share of the largest would make its channel's weights too large for anything else. */
    private static final double LEAST_FACTOR = 1e-3;

    private ChannelAffines() {}

    static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /** What undoes another. */
    record Inverse(ChannelAffine affine) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            return Arrays.stream(affine.scale()).map(factor -> 1 / factor).toArray();
        }

        @Override
        public double[] shift() throws IOException {
            double[] scale = affine.scale();
            double[] shift = affine.shift();
            for (int c = 0; c < shift.length; c++) {
                shift[c] /= -scale[c];
            }
            return shift;
        }
    }

    /** The factors of another, without its summands. */
    record Factors(ChannelAffine affine) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            return affine.scale();
        }

        @Override
        public double[] shift() throws IOException {
            return new double[affine.shift().length];
        }
    }

    /** The mean of several for the same channels, with no factor near zero, so that it can be undone. */
    record Mean(List<ChannelAffine> affines) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            double[] mean = new double[affines.get(0).scale().length];
            for (ChannelAffine affine : affines) {
                add(mean, affine.scale());
            }
            double largest = Arrays.stream(mean).map(Math::abs).max().orElse(0);
            double least = largest == 0 ? 1 : largest * LEAST_FACTOR;
            for (int c = 0; c < mean.length; c++) {
                mean[c] = Math.abs(mean[c]) < least ? Math.copySign(least, mean[c]) : mean[c];
            }
            return mean;
        }

        @Override
        public double[] shift() throws IOException {
            double[] mean = new double[affines.get(0).shift().length];
            for (ChannelAffine affine : affines) {
                add(mean, affine.shift());
            }
            return mean;
        }

        private void add(double[] mean, double[] numbers) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += numbers[c] / affines.size();
            }
        }
    }

    /** Some channels of another. */
    record Part(ChannelAffine affine, int start, int length) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            return Arrays.copyOfRange(affine.scale(), start, start + length);
        }

        @Override
        public double[] shift() throws IOException {
            return Arrays.copyOfRange(affine.shift(), start, start + length);
        }
    }

    /**
     * Channels that something is done to, among others that stay as they are.
     *
     * @param affine of channels from {@code start} on
     * @param channels how many there are in all
     */
    record Among(ChannelAffine affine, int start, int channels) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            double[] all = new double[channels];
            Arrays.fill(all, 1);
            double[] own = affine.scale();
            System.arraycopy(own, 0, all, start, own.length);
            return all;
        }

        @Override
        public double[] shift() throws IOException {
            double[] all = new double[channels];
            double[] own = affine.shift();
            System.arraycopy(own, 0, all, start, own.length);
            return all;
        }
    }

    /** Another, but for some channels, to which something else is done. */
    record Joined(ChannelAffine base, ChannelAffine part, int start) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            return replaced(base.scale(), part.scale());
        }

        @Override
        public double[] shift() throws IOException {
            return replaced(base.shift(), part.shift());
        }

        private double[] replaced(double[] all, double[] own) {
            System.arraycopy(own, 0, all, start, own.length);
            return all;
        }
    }
}
