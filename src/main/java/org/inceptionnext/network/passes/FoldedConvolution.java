package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Size;

/** A convolution together with an affine operation per channel on one side of it, as one convolution with a bias. */
final class FoldedConvolution {
    private final Convolution convolution;
    private final Tensor weight;
    private final Optional<Tensor> bias;
    private final ChannelAffine affine;
    private final int outChannels;
    private final int inPerGroup;
    private final int kernelArea;

    private FoldedConvolution(GraphEdit edit, Convolution convolution, ChannelAffine affine) {
        this.convolution = convolution;
        this.weight = edit.tensor(convolution.weight());
        this.bias = convolution.bias().map(edit::tensor);
        this.affine = affine;
        this.outChannels = convolution.weight().shape().get(0).intValue();
        this.inPerGroup = convolution.weight().shape().get(1).intValue();
        Size kernel = convolution.window().kernel();
        this.kernelArea = kernel.height() * kernel.width();
    }

    /** {@code affine(convolution(x))}. */
    static Convolution affineAfter(GraphEdit edit, Convolution convolution, ChannelAffine affine) {
        FoldedConvolution folded = new FoldedConvolution(edit, convolution, affine);
        return folded.install(edit, folded::weightWithAffineAfter, folded::biasWithAffineAfter);
    }

    /** {@code convolution(affine(x))}, for a convolution without padding. */
    static Convolution affineBefore(GraphEdit edit, Convolution convolution, ChannelAffine affine) {
        FoldedConvolution folded = new FoldedConvolution(edit, convolution, affine);
        return folded.install(edit, folded::weightWithAffineBefore, folded::biasWithAffineBefore);
    }

    private Convolution install(
            GraphEdit edit, ComputedTensor.Computation newWeight, ComputedTensor.Computation newBias) {
        Parameter biasParameter = convolution.bias().orElseGet(this::declareBias);
        edit.put(convolution.weight(), ComputedTensor.of(convolution.weight(), newWeight));
        edit.put(biasParameter, ComputedTensor.of(biasParameter, newBias));
        return new Convolution(
                convolution.weight(), Optional.of(biasParameter), convolution.window(), convolution.groups());
    }

    private Parameter declareBias() {
        String name = convolution.weight().name().replaceFirst("weight$", "bias");
        return new Parameter(name, List.of((long) outChannels), DType.F32, Role.BIAS);
    }

    /** What is done with the weights of an output channel, row-major and in double. */
    private interface RowUse {
        void apply(int output, double[] row);
    }

    /** Shows one row after the other: all of them in double at once would be thrice as large. */
    private void forEachRow(float[] values, RowUse use) throws IOException {
        DoubleBuffer exact = weight.dtype() == DType.F64 ? weight.bytes().asDoubleBuffer() : null;
        double[] row = new double[values.length / outChannels];
        for (int o = 0; o < outChannels; o++) {
            int from = o * row.length;
            for (int i = 0; i < row.length; i++) {
                row[i] = exact == null ? values[from + i] : exact.get(from + i);
            }
            use.apply(o, row);
        }
    }

    /** Returns the weights after a change of each row. */
    private float[] changed(RowUse change) throws IOException {
        float[] values = weight.floats();
        forEachRow(values, (output, row) -> {
            change.apply(output, row);
            int from = output * row.length;
            for (int i = 0; i < row.length; i++) {
                values[from + i] = (float) row[i];
            }
        });
        return values;
    }

    private float[] weightWithAffineAfter() throws IOException {
        double[] scale = affine.scale();
        return changed((output, row) -> {
            for (int i = 0; i < row.length; i++) {
                row[i] *= scale[output];
            }
        });
    }

    private float[] biasWithAffineAfter() throws IOException {
        double[] b = biasElements();
        double[] scale = affine.scale();
        double[] shift = affine.shift();
        float[] result = new float[b.length];
        for (int o = 0; o < b.length; o++) {
            result[o] = (float) (b[o] * scale[o] + shift[o]);
        }
        return result;
    }

    private float[] weightWithAffineBefore() throws IOException {
        double[] scale = affine.scale();
        return changed((output, row) -> {
            int i = 0;
            for (int c = firstInput(output); i < row.length; c++) {
                for (int end = i + kernelArea; i < end; i++) {
                    row[i] *= scale[c];
                }
            }
        });
    }

    private float[] biasWithAffineBefore() throws IOException {
        double[] b = biasElements();
        double[] shift = affine.shift();
        float[] result = new float[b.length];
        forEachRow(weight.floats(), (output, row) -> {
            double sum = b[output];
            int i = 0;
            for (int c = firstInput(output); i < row.length; c++) {
                for (int end = i + kernelArea; i < end; i++) {
                    sum += row[i] * shift[c];
                }
            }
            result[output] = (float) sum;
        });
        return result;
    }

    /** Returns the first channel of the input that an output channel reads. */
    private int firstInput(int output) {
        int outPerGroup = outChannels / convolution.groups();
        return output / outPerGroup * inPerGroup;
    }

    private double[] biasElements() throws IOException {
        return bias.isPresent() ? ChannelAffine.doubles(bias.get()) : new double[outChannels];
    }
}
