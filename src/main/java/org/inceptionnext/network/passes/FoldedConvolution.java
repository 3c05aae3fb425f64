package org.inceptionnext.network.passes;

import java.io.IOException;
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

    private float[] weightWithAffineAfter() throws IOException {
        double[] w = ChannelAffine.doubles(weight);
        double[] scale = affine.scale();
        float[] result = new float[w.length];
        int perOutput = w.length / outChannels;
        for (int o = 0; o < outChannels; o++) {
            for (int i = o * perOutput; i < (o + 1) * perOutput; i++) {
                result[i] = (float) (w[i] * scale[o]);
            }
        }
        return result;
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
        double[] w = ChannelAffine.doubles(weight);
        double[] scale = affine.scale();
        float[] result = new float[w.length];
        int i = 0;
        for (int o = 0; o < outChannels; o++) {
            int first = firstInput(o);
            for (int c = first; c < first + inPerGroup; c++) {
                for (int end = i + kernelArea; i < end; i++) {
                    result[i] = (float) (w[i] * scale[c]);
                }
            }
        }
        return result;
    }

    private float[] biasWithAffineBefore() throws IOException {
        double[] w = ChannelAffine.doubles(weight);
        double[] b = biasElements();
        double[] shift = affine.shift();
        float[] result = new float[b.length];
        int i = 0;
        for (int o = 0; o < outChannels; o++) {
            double sum = b[o];
            int first = firstInput(o);
            for (int c = first; c < first + inPerGroup; c++) {
                for (int end = i + kernelArea; i < end; i++) {
                    sum += w[i] * shift[c];
                }
            }
            result[o] = (float) sum;
        }
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
