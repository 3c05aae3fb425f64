package org.inceptionnext.network;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Parameter.Role;

/** A convolution together with an affine operation per channel on one side of it, as one convolution with a bias. */
final class FoldedConvolution {
    private final Convolution convolution;
    private final Tensor weight;
    private final Optional<Tensor> bias;
    private final ChannelAffine affine;

    private FoldedConvolution(GraphEdit edit, Convolution convolution, ChannelAffine affine) {
        this.convolution = convolution;
        this.weight = edit.tensor(convolution.weight());
        this.bias = convolution.bias().map(edit::tensor);
        this.affine = affine;
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
        return new Parameter(name, List.of((long) outChannels()), DType.F32, Role.BIAS);
    }

    private float[] weightWithAffineAfter() throws IOException {
        double[] w = ChannelAffine.doubles(weight);
        double[] scale = affine.scale();
        float[] result = new float[w.length];
        int perOutput = w.length / outChannels();
        for (int i = 0; i < w.length; i++) {
            result[i] = (float) (w[i] * scale[i / perOutput]);
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
        for (int i = 0; i < w.length; i++) {
            result[i] = (float) (w[i] * scale[inputChannel(i)]);
        }
        return result;
    }

    private float[] biasWithAffineBefore() throws IOException {
        double[] w = ChannelAffine.doubles(weight);
        double[] sums = biasElements();
        double[] shift = affine.shift();
        int perOutput = w.length / outChannels();
        for (int i = 0; i < w.length; i++) {
            sums[i / perOutput] += w[i] * shift[inputChannel(i)];
        }
        float[] result = new float[sums.length];
        for (int o = 0; o < sums.length; o++) {
            result[o] = (float) sums[o];
        }
        return result;
    }

    /** Returns the channel of the convolution's input that a weight element is multiplied with. */
    private int inputChannel(int weightIndex) {
        int inPerGroup = convolution.weight().shape().get(1).intValue();
        Size kernel = convolution.window().kernel();
        int perInput = kernel.height() * kernel.width();
        int output = weightIndex / (inPerGroup * perInput);
        int group = output / (outChannels() / convolution.groups());
        return group * inPerGroup + weightIndex / perInput % inPerGroup;
    }

    private double[] biasElements() throws IOException {
        return bias.isPresent() ? ChannelAffine.doubles(bias.get()) : new double[outChannels()];
    }

    private int outChannels() {
        return convolution.weight().shape().get(0).intValue();
    }
}
