package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Operation.Activation.Function;
import org.jspecify.annotations.Nullable;

/**
 * InceptionNeXt, from "InceptionNeXt: When Inception Meets ConvNeXt"
 * (<a href="https://arxiv.org/abs/2303.16900">arXiv 2303.16900</a>).
 *
 * <p>A ConvNeXt whose large depthwise kernel is split, Inception-like, into four branches over the channels: identity,
 * a small square kernel and two orthogonal bands. Scopes are the keys of the published checkpoints.
 *
 * <p>Outputs: {@code features_0..3} (the stages, strides 4, 8, 16, 32), {@code embedding} (the pooled last stage),
 * {@code pre_logits} (the head before its classifier), {@code logits}.
 */
final class InceptionNext implements Backbone {
    private static final double BATCH_NORM_EPS = 1e-5;
    private static final double LAYER_NORM_EPS = 1e-6;
    private static final int RGB = 3;

    /** How the names of the last layer's parameters begin; a network made with {@code num_classes=0} has none. */
    private static final String CLASSIFIER = "head.fc2.";

    private final Variant variant;

    InceptionNext(Variant variant) {
        this.variant = variant;
    }

    /**
     * What one variant differs in from the others; a row of {@code zoo/inceptionnext.yaml}.
     *
     * @param name the registered name
     * @param depths the blocks of each of the four stages
     * @param dims the channels of each stage
     * @param squareKernel the side of the square depthwise kernel, odd
     * @param bandKernel the length of the two band kernels, odd
     * @param branchRatio the share of the channels that each of the three convolution branches takes
     * @param mlpRatios for each stage, how much wider the MLP is inside
     * @param headMlpRatio how much wider the head is than the last stage
     * @param numClasses the number of classes of the published network
     */
    record Variant(
            String name,
            List<Integer> depths,
            List<Integer> dims,
            int squareKernel,
            int bandKernel,
            double branchRatio,
            List<Integer> mlpRatios,
            int headMlpRatio,
            int numClasses) {

        static final int STAGES = 4;

        Variant {
            depths = List.copyOf(depths);
            dims = List.copyOf(dims);
            mlpRatios = List.copyOf(mlpRatios);
        }

        /** Returns the channels of one convolution branch ({@code gc} upstream). */
        int branchChannels(int dim) {
            return (int) (dim * branchRatio);
        }
    }

    Variant variant() {
        return variant;
    }

    @Override
    public String name() {
        return variant.name();
    }

    @Override
    public NetworkOptions defaultOptions() {
        return new NetworkOptions(variant.numClasses(), RGB);
    }

    @Override
    public NetworkOptions optionsOf(Map<String, Tensor> tensors) {
        NetworkOptions options = defaultOptions();
        boolean hasClassifier =
                tensors.keySet().stream().anyMatch(name -> name.startsWith(CLASSIFIER)) || tensors.isEmpty();
        return new NetworkOptions(
                hasClassifier ? sizeOf(tensors.get(CLASSIFIER + "weight"), 2, 0, options.numClasses()) : 0,
                sizeOf(tensors.get("stem.0.weight"), 4, 1, options.inChannels()));
    }

    @Override
    public Graph graph(NetworkOptions options) {
        GraphBuilder net = GraphBuilder.forImages(options.inChannels());
        List<Value> stages = features(net, net.input());
        net.output(OutputKind.PYRAMID, stages);
        head(net.part("head"), stages.get(stages.size() - 1), options.numClasses());
        return net.build();
    }

    @Override
    public List<Value> features(GraphBuilder at, Value image) {
        List<Value> stages = new ArrayList<>();
        Value x = stem(at.part("stem"), image);
        for (int i = 0; i < Variant.STAGES; i++) {
            x = stage(at.in("stages").part(Integer.toString(i)), x, i);
            stages.add(x);
        }
        return List.copyOf(stages);
    }

    private Value stem(GraphBuilder at, Value image) {
        Value x = at.in(0).convolution(image, variant.dims().get(0), Window.patch(4), 1);
        return at.in(1).batchNorm(x, BATCH_NORM_EPS);
    }

    private Value stage(GraphBuilder at, Value x, int stage) {
        if (stage > 0) {
            x = downsample(at.in("downsample"), x, variant.dims().get(stage));
        }
        for (int j = 0; j < variant.depths().get(stage); j++) {
            x = block(at.in("blocks").in(j), x, variant.mlpRatios().get(stage));
        }
        return x;
    }

    private static Value downsample(GraphBuilder at, Value x, int dim) {
        Value normed = at.in(0).batchNorm(x, BATCH_NORM_EPS);
        return at.in(1).convolution(normed, dim, Window.patch(2), 1);
    }

    private Value block(GraphBuilder at, Value x, int mlpRatio) {
        Parameter gamma = at.layerScale("gamma", x.channels());
        Value y = tokenMixer(at.in("token_mixer"), x);
        y = at.in("norm").batchNorm(y, BATCH_NORM_EPS);
        y = mlp(at.in("mlp"), y, mlpRatio);
        return at.add(x, at.channelScale(y, gamma));
    }

    private Value tokenMixer(GraphBuilder at, Value x) {
        int band = variant.bandKernel();
        int square = variant.squareKernel();
        int branch = variant.branchChannels(x.channels());
        int identity = x.channels() - 3 * branch;
        Value kept = at.slice(x, 0, identity);
        Value hw = at.slice(x, identity, branch);
        Value w = at.slice(x, identity + branch, branch);
        Value h = at.slice(x, identity + 2 * branch, branch);
        return at.concat(
                kept,
                at.in("dwconv_hw").depthwise(hw, Window.same(square, square)),
                at.in("dwconv_w").depthwise(w, Window.same(1, band)),
                at.in("dwconv_h").depthwise(h, Window.same(band, 1)));
    }

    private static Value mlp(GraphBuilder at, Value x, int ratio) {
        Value wide = at.in("fc1").convolution(x, ratio * x.channels(), Window.same(1, 1), 1);
        Value active = at.in("act").activation(wide, Function.GELU);
        return at.in("fc2").convolution(active, x.channels(), Window.same(1, 1), 1);
    }

    private void head(GraphBuilder at, Value x, int numClasses) {
        Value embedding = at.in("global_pool").globalAveragePool(x);
        Value wide = at.in("fc1").linear(embedding, variant.headMlpRatio() * x.channels());
        Value active = at.in("act").activation(wide, Function.GELU);
        Value preLogits = at.in("norm").layerNorm(active, LAYER_NORM_EPS);
        at.output(OutputKind.EMBEDDING, embedding);
        at.output(OutputKind.PRE_LOGITS, preLogits);
        if (numClasses > 0) {
            at.output(OutputKind.LOGITS, at.in("fc2").linear(preLogits, numClasses));
        }
    }

    private static int sizeOf(@Nullable Tensor tensor, int rank, int dimension, int otherwise) {
        if (tensor == null || tensor.shape().size() != rank) {
            return otherwise;
        }
        long size = tensor.shape().get(dimension);
        return size >= 1 && size <= Integer.MAX_VALUE ? (int) size : otherwise;
    }
}
