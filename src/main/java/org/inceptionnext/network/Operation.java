package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a network, with the parameters it reads.
 *
 * <p>The meaning of each is that of torch's operator of the same name, in evaluation mode. Everything that runs or
 * exports a network is a {@link Visitor}, so a new operation does not compile until each of them handles it (Java 17 has
 * no exhaustive switch over types).
 */
public sealed interface Operation {

    /** Returns the parameters that this operation reads, in state-dict order; none unless it says otherwise. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Returns the size of the map it makes from maps of this size; the same unless it says otherwise. */
    default Size outputSize(Size input) {
        return input;
    }

    /**
     * Returns the multiply-accumulates for one image; none unless it says otherwise.
     *
     * @param input the size of the map it reads; 1x1 for a vector
     * @param output the size of the map it makes; 1x1 for a vector
     */
    default long macs(Size input, Size output) {
        return 0;
    }

    /** Calls the method of the visitor that is for this operation. */
    <R> R accept(Visitor<R> visitor);

    /**
     * What runs, exports or otherwise translates operations.
     *
     * @param <R> what an operation is translated to
     */
    interface Visitor<R> {
        R convolution(Convolution operation);

        R batchNorm(BatchNorm operation);

        R layerNorm(LayerNorm operation);

        R linear(Linear operation);

        R activation(Activation operation);

        R leakyRelu(LeakyRelu operation);

        R add(Add operation);

        R channelScale(ChannelScale operation);

        R slice(Slice operation);

        R concat(Concat operation);

        R globalAveragePool(GlobalAveragePool operation);

        R transposedConvolution(TransposedConvolution operation);

        R maxPool(MaxPool operation);

        R nearestUpsample(NearestUpsample operation);

        R zeroPad(ZeroPad operation);

        R spaceToDepth(SpaceToDepth operation);

        R depthToSpace(DepthToSpace operation);

        R pointwiseLinear(PointwiseLinear operation);

        R multiHeadAttention(MultiHeadAttention operation);

        R splitAnchors(SplitAnchors operation);

        R decodeBoxes(DecodeBoxes operation);

        R quantizedConvolution(QuantizedConvolution operation);

        R quantizedLinear(QuantizedLinear operation);
    }

    /**
     * {@code conv2d}: a feature map to a feature map.
     *
     * @param weight shape {@code (out, in / groups, kernel height, kernel width)}
     * @param bias shape {@code (out)}
     * @param window kernel, stride and padding
     * @param groups into how many independent groups the channels fall; as many as channels for a depthwise one
     */
    record Convolution(Parameter weight, Optional<Parameter> bias, Window window, int groups) implements Operation {

        @Override
        public List<Parameter> parameters() {
            List<Parameter> parameters = new ArrayList<>(List.of(weight));
            bias.ifPresent(parameters::add);
            return List.copyOf(parameters);
        }

        @Override
        public Size outputSize(Size input) {
            return window.outputSize(input);
        }

        @Override
        public long macs(Size input, Size output) {
            return Math.multiplyExact(output.area(), weight.elementCount());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.convolution(this);
        }
    }

    /**
     * {@code batch_norm} with running statistics: per channel {@code (x - mean) / sqrt(variance + eps) * scale + shift}.
     *
     * @param scale shape {@code (channels)}
     * @param shift shape {@code (channels)}
     * @param statistics what training has gathered
     * @param eps added to the variance
     */
    record BatchNorm(Parameter scale, Parameter shift, Statistics statistics, double eps) implements Operation {

        /**
         * The running statistics.
         *
         * @param mean shape {@code (channels)}
         * @param variance shape {@code (channels)}
         * @param batchCounter a single number; inference does not read it
         */
        public record Statistics(Parameter mean, Parameter variance, Parameter batchCounter) {}

        @Override
        public List<Parameter> parameters() {
            return List.of(scale, shift, statistics.mean(), statistics.variance(), statistics.batchCounter());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.batchNorm(this);
        }
    }

    /**
     * {@code layer_norm} over the elements of a vector.
     *
     * @param scale shape {@code (channels)}
     * @param shift shape {@code (channels)}
     * @param eps added to the variance
     */
    record LayerNorm(Parameter scale, Parameter shift, double eps) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(scale, shift);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.layerNorm(this);
        }
    }

    /**
     * {@code linear}: a vector to a vector.
     *
     * @param weight shape {@code (out, in)}
     * @param bias shape {@code (out)}
     */
    record Linear(Parameter weight, Parameter bias) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }

        @Override
        public long macs(Size input, Size output) {
            return weight.elementCount();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /**
     * A function of each element by itself.
     *
     * @param function which
     */
    record Activation(Function function) implements Operation {

        /** The functions without a parameter. */
        public enum Function {
            /** The exact form with erf: {@code x / 2 * (1 + erf(x / sqrt(2)))}. */
            GELU,
            /** {@code x * sigmoid(x)}. */
            SILU,
            /** {@code max(x, 0)}. */
            RELU,
            /** {@code min(max(x, 0), 6)}. */
            RELU6,
            /** {@code x * relu6(x + 3) / 6}. */
            HARDSWISH,
            /** {@code x * tanh(log(1 + exp(x)))}. */
            MISH,
            /** {@code x} where it is positive, else {@code exp(x) - 1}. */
            ELU,
            /** {@link #ELU} with the two factors that keep mean and variance, 1.0507 and 1.6733. */
            SELU,
            /** {@code 1 / (1 + exp(-x))}. */
            SIGMOID,
            /** {@code tanh(x)}. */
            TANH,
            /** {@code log(1 + exp(x))}. */
            SOFTPLUS
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.activation(this);
        }
    }

    /**
     * {@code leaky_relu}: {@code x} where it is positive, else {@code negativeSlope * x}.
     *
     * @param negativeSlope the factor of negative elements
     */
    record LeakyRelu(double negativeSlope) implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leakyRelu(this);
        }
    }

    /** The sum of two values of one shape. */
    record Add() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.add(this);
        }
    }

    /**
     * A factor for each channel of a feature map (layer scale).
     *
     * @param scale shape {@code (channels)}
     */
    record ChannelScale(Parameter scale) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(scale);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.channelScale(this);
        }
    }

    /**
     * {@code narrow} of a feature map's channels.
     *
     * @param start the first channel
     * @param length the number of channels
     */
    record Slice(int start, int length) implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.slice(this);
        }
    }

    /** {@code cat} along dimension 1: feature maps of one size by their channels, or boxes one after the other. */
    record Concat() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.concat(this);
        }
    }

    /** The mean over height and width: a feature map to a vector. */
    record GlobalAveragePool() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.globalAveragePool(this);
        }
    }

    /**
     * {@code conv_transpose2d}: a feature map to one that is larger by the stride.
     *
     * @param weight shape {@code (in, out / groups, kernel height, kernel width)}
     * @param bias shape {@code (out)}
     * @param window how the map is enlarged
     * @param groups into how many independent groups the channels fall
     */
    record TransposedConvolution(Parameter weight, Parameter bias, TransposedWindow window, int groups)
            implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }

        @Override
        public Size outputSize(Size input) {
            return window.outputSize(input);
        }

        @Override
        public long macs(Size input, Size output) {
            return Math.multiplyExact(input.area(), weight.elementCount());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.transposedConvolution(this);
        }
    }

    /**
     * {@code max_pool2d}: the greatest element under the window; padding is never the greatest.
     *
     * @param window kernel, stride and padding
     */
    record MaxPool(Window window) implements Operation {

        @Override
        public Size outputSize(Size input) {
            return window.outputSize(input);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.maxPool(this);
        }
    }

    /**
     * {@code upsample_nearest2d} by a whole factor: every element becomes a square of itself.
     *
     * @param factor how many times higher and wider
     */
    record NearestUpsample(int factor) implements Operation {

        @Override
        public Size outputSize(Size input) {
            return input.times(factor);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.nearestUpsample(this);
        }
    }

    /** Zeros around a feature map, as many as the four numbers say. */
    record ZeroPad(int left, int right, int top, int bottom) implements Operation {

        @Override
        public Size outputSize(Size input) {
            return new Size(top + input.height() + bottom, left + input.width() + right);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.zeroPad(this);
        }
    }

    /**
     * Squares of {@code block x block} elements become channels: channel {@code c} at row {@code y} and column {@code x} of
     * its square becomes channel {@code (y * block + x) * channels + c}.
     *
     * @param block the side of a square; height and width are multiples of it
     */
    record SpaceToDepth(int block) implements Operation {

        @Override
        public Size outputSize(Size input) {
            return new Size(input.height() / block, input.width() / block);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.spaceToDepth(this);
        }
    }

    /**
     * The inverse of {@link SpaceToDepth}.
     *
     * @param block the side of a square; the number of channels is a multiple of its area
     */
    record DepthToSpace(int block) implements Operation {

        @Override
        public Size outputSize(Size input) {
            return input.times(block);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.depthToSpace(this);
        }
    }

    /**
     * {@code linear} over the channels at each position of a feature map: a 1x1 convolution whose weight is a matrix.
     *
     * @param weight shape {@code (out, in)}
     * @param bias shape {@code (out)}
     */
    record PointwiseLinear(Parameter weight, Optional<Parameter> bias) implements Operation {

        @Override
        public List<Parameter> parameters() {
            List<Parameter> parameters = new ArrayList<>(List.of(weight));
            bias.ifPresent(parameters::add);
            return List.copyOf(parameters);
        }

        @Override
        public long macs(Size input, Size output) {
            return Math.multiplyExact(output.area(), weight.elementCount());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pointwiseLinear(this);
        }
    }

    /**
     * Multi-head attention between all positions of three feature maps of one shape: queries, keys and values, in this
     * order.
     *
     * @param in of queries, keys and values, one below the other: weight {@code (3 * channels, channels)}
     * @param out of the heads' joined answers: weight {@code (channels, channels)}
     * @param heads into how many heads the channels fall
     */
    record MultiHeadAttention(Projection in, Projection out, int heads) implements Operation {

        /**
         * A linear layer inside the attention.
         *
         * @param weight shape {@code (out, in)}
         * @param bias shape {@code (out)}
         */
        public record Projection(Parameter weight, Parameter bias) {}

        @Override
        public List<Parameter> parameters() {
            return List.of(in.weight(), in.bias(), out.weight(), out.bias());
        }

        @Override
        public long macs(Size input, Size output) {
            long projections = in.weight().elementCount() + out.weight().elementCount();
            long channels = out.bias().elementCount();
            return Math.multiplyExact(
                    input.area(), Math.addExact(projections, Math.multiplyExact(2 * input.area(), channels)));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.multiHeadAttention(this);
        }
    }

    /**
     * {@code (batch, anchors * n, height, width)} becomes {@code (batch, anchors, height, width, n)}.
     *
     * @param anchors the number of anchors for each position
     */
    record SplitAnchors(int anchors) implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.splitAnchors(this);
        }
    }

    /**
     * What a detector says about each anchor becomes a box in pixels of the input, {@code (batch, anchors * height *
     * width, n)}. With {@code y = sigmoid(x)}: centre {@code (2 y - 0.5 + (column, row)) * stride}, width and height {@code
     * (2 y)^2 * anchor * stride}, then {@code y} for objectness and classes. Always in float32.
     *
     * @param anchors width and height of each anchor in cells of its map: shape {@code (maps, anchors, 2)}
     * @param map which of the maps this is
     * @param stride the side of one cell in pixels
     */
    record DecodeBoxes(Parameter anchors, int map, int stride) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(anchors);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.decodeBoxes(this);
        }
    }

    /**
     * A layer in 8 bits: of an input rounded to 256 steps and weights rounded to 255, the latter with steps of each output
     * channel's own, {@code layer(round(x), weight * scale) + bias}.
     */
    sealed interface QuantizedLayer extends Operation {
        /** Returns the weight: I8, from -127 to 127, outputs first as in the layer that it was. */
        Parameter weight();

        /** Returns what one step of the weights stands for: shape {@code (out)}. */
        Parameter scale();

        /** Returns the bias: shape {@code (out)}. */
        Parameter bias();

        /** Returns the range in which the input has its steps; what lies beyond becomes its nearer end. */
        ActivationRange input();

        @Override
        default List<Parameter> parameters() {
            return List.of(weight(), scale(), bias());
        }

        @Override
        default long macs(Size input, Size output) {
            return Math.multiplyExact(output.area(), weight().elementCount());
        }
    }

    /**
     * {@link Convolution} in 8 bits, of one group and without padding.
     *
     * @param weight shape {@code (out, in, kernel height, kernel width)}
     * @param window kernel and stride
     */
    record QuantizedConvolution(Parameter weight, Parameter scale, Parameter bias, Window window, ActivationRange input)
            implements QuantizedLayer {

        @Override
        public Size outputSize(Size input) {
            return window.outputSize(input);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.quantizedConvolution(this);
        }
    }

    /**
     * {@link Linear} in 8 bits.
     *
     * @param weight shape {@code (out, in)}
     */
    record QuantizedLinear(Parameter weight, Parameter scale, Parameter bias, ActivationRange input)
            implements QuantizedLayer {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.quantizedLinear(this);
        }
    }
}
