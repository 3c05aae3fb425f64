package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.ByteOrder;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Weights;

/** An operation that multiplies every channel by a number and adds another, as a pass sees it: in double, on demand. */
interface ChannelAffine {

    /** Returns the factor of each channel, in a fresh array. */
    double[] scale() throws IOException;

    /** Returns what is added to each channel after that, in a fresh array. */
    double[] shift() throws IOException;

    static ChannelAffine of(BatchNorm norm, Weights weights) {
        return new NormAffine(
                weights.tensor(norm.scale()),
                weights.tensor(norm.shift()),
                weights.tensor(norm.statistics().mean()),
                weights.tensor(norm.statistics().variance()),
                norm.eps());
    }

    static ChannelAffine of(ChannelScale scale, Weights weights) {
        return new ScaleAffine(weights.tensor(scale.scale()));
    }

    /** Reads a tensor's elements; unlike {@link Tensor#floats} it does not round those of a float64 checkpoint. */
    static double[] doubles(Tensor tensor) throws IOException {
        double[] values = new double[Math.toIntExact(tensor.elementCount())];
        if (tensor.dtype() == DType.F64) {
            tensor.bytes().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
            return values;
        }
        float[] floats = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /** A batch normalisation: {@code (x - mean) / sqrt(variance + eps) * weight + bias}. */
    record NormAffine(Tensor weight, Tensor bias, Tensor mean, Tensor variance, double eps) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            double[] scale = doubles(weight);
            double[] variances = doubles(variance);
            for (int c = 0; c < scale.length; c++) {
                scale[c] /= Math.sqrt(variances[c] + eps);
            }
            return scale;
        }

        @Override
        public double[] shift() throws IOException {
            double[] shift = doubles(bias);
            double[] means = doubles(mean);
            double[] scale = scale();
            for (int c = 0; c < shift.length; c++) {
                shift[c] -= means[c] * scale[c];
            }
            return shift;
        }
    }

    /** A layer scale: {@code x * gamma}. */
    record ScaleAffine(Tensor gamma) implements ChannelAffine {

        @Override
        public double[] scale() throws IOException {
            return doubles(gamma);
        }

        @Override
        public double[] shift() {
            return new double[Math.toIntExact(gamma.elementCount())];
        }
    }

    /** Numbers that no tensor holds. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and handed out only as copies
    record Constant(double[] factors, double[] summands) implements ChannelAffine {

        @Override
        public double[] scale() {
            return factors.clone();
        }

        @Override
        public double[] shift() {
            return summands.clone();
        }
    }
}
