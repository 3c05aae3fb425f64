package org.inceptionnext.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.DecodeBoxes;
import org.inceptionnext.network.Operation.DepthToSpace;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.MaxPool;
import org.inceptionnext.network.Operation.MultiHeadAttention;
import org.inceptionnext.network.Operation.NearestUpsample;
import org.inceptionnext.network.Operation.PointwiseLinear;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Operation.QuantizedLinear;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Operation.SpaceToDepth;
import org.inceptionnext.network.Operation.SplitAnchors;
import org.inceptionnext.network.Operation.TransposedConvolution;
import org.inceptionnext.network.Operation.ZeroPad;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;

/**
 * Runs a graph in double, by the definition of each operation and without an engine: slow, and right to about 1e-13.
 */
public final class ReferenceNetwork {
    /** The two numbers of "Self-Normalizing Neural Networks" (arXiv 1706.02515). */
    private static final double SELU_ALPHA = 1.6732632423543772;

    private static final double SELU_SCALE = 1.0507009873554805;

    private final Weights weights;

    public ReferenceNetwork(Weights weights) {
        this.weights = weights;
    }

    /** Returns all outputs by name, row-major, for one golden input. */
    public Map<String, double[]> run(NetworkGolden.Case input) {
        return run(input.input().shape(), input.inputElements());
    }

    /** Returns all outputs by name, row-major, for an input of this shape. */
    public Map<String, double[]> run(List<Long> shape, float[] elements) {
        Data image = new Data(
                shape.get(0).intValue(),
                shape.get(1).intValue(),
                shape.get(2).intValue(),
                shape.get(3).intValue());
        for (int i = 0; i < elements.length; i++) {
            image.elements[i] = elements[i];
        }
        Map<Value, Data> values = new HashMap<>(Map.of(weights.graph().input(), image));
        for (Node node : weights.graph().nodes()) {
            List<Data> inputs = node.inputs().stream().map(v -> get(values, v)).toList();
            values.put(node.output(), node.operation().accept(new Evaluation(inputs)));
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        weights.graph().namedOutputs().forEach((name, value) -> outputs.put(name, get(values, value).elements));
        return outputs;
    }

    private static Data get(Map<Value, Data> values, Value value) {
        return Optional.ofNullable(values.get(value)).orElseThrow();
    }

    /** {@code x / 2 * (1 + erf(x / sqrt(2)))}. */
    public static double gelu(double x) {
        return x / 2 * (1 + erf(x / Math.sqrt(2)));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double relu6(double x) {
        return Math.min(Math.max(x, 0), 6);
    }

    /** The series 2/sqrt(pi) exp(-x^2) sum of 2^k x^(2k+1) / (2k+1)!!, whose terms have one sign. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int k = 1; Math.abs(term) > Math.abs(sum) * 1e-18; k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private byte[] bytes(Parameter parameter) {
        try {
            ByteBuffer bytes = weights.tensor(parameter).bytes();
            byte[] values = new byte[bytes.remaining()];
            bytes.get(values);
            return values;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private double[] elements(Parameter parameter) {
        try {
            Tensor tensor = weights.tensor(parameter);
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
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A value, {@code (batch, channels, height, width)}; a vector has height and width 1. */
    private static final class Data {
        private final int batch;
        private final int channels;
        private final int height;
        private final int width;
        private final double[] elements;

        Data(int batch, int channels, int height, int width) {
            this.batch = batch;
            this.channels = channels;
            this.height = height;
            this.width = width;
            this.elements = new double[batch * channels * height * width];
        }

        Data like() {
            return new Data(batch, channels, height, width);
        }

        int area() {
            return height * width;
        }

        Data mapped(DoubleUnaryOperator function) {
            Data result = like();
            for (int i = 0; i < elements.length; i++) {
                result.elements[i] = function.applyAsDouble(elements[i]);
            }
            return result;
        }

        Data affine(double[] scale, double[] shift) {
            Data result = like();
            for (int i = 0; i < elements.length; i++) {
                int channel = i / area() % channels;
                result.elements[i] = elements[i] * scale[channel] + shift[channel];
            }
            return result;
        }

        double padded(int image, int channel, int y, int x) {
            boolean inside = y >= 0 && y < height && x >= 0 && x < width;
            return inside ? elements[index(image, channel, y, x)] : 0;
        }

        int index(int image, int channel, int y, int x) {
            return ((image * channels + channel) * height + y) * width + x;
        }
    }

    private final class Evaluation implements Operation.Visitor<Data> {
        private final List<Data> inputs;
        private final Data input;

        Evaluation(List<Data> inputs) {
            this.inputs = inputs;
            this.input = inputs.get(0);
        }

        @Override
        public Data convolution(Convolution convolution) {
            double[] weight = elements(convolution.weight());
            int outChannels = convolution.weight().shape().get(0).intValue();
            double[] bias =
                    convolution.bias().map(ReferenceNetwork.this::elements).orElse(new double[outChannels]);
            Size size = convolution.outputSize(new Size(input.height, input.width));
            int height = size.height();
            int width = size.width();
            Data output = new Data(input.batch, outChannels, height, width);
            for (int i = 0; i < output.elements.length; i++) {
                int x = i % width;
                int y = i / width % height;
                int channel = i / (width * height) % outChannels;
                int image = i / (width * height * outChannels);
                output.elements[i] = bias[channel] + correlate(convolution, weight, new int[] {image, channel, y, x});
            }
            return output;
        }

        @Override
        public Data quantizedConvolution(QuantizedConvolution layer) {
            return quantized(layer, layer.window());
        }

        @Override
        public Data quantizedLinear(QuantizedLinear layer) {
            return quantized(layer, Window.same(1, 1));
        }

        /** Integer sums, as the processor makes them, and one product with both scales. */
        private Data quantized(QuantizedLayer layer, Window window) {
            byte[] weight = bytes(layer.weight());
            double[] scale = elements(layer.scale());
            double[] bias = elements(layer.bias());
            Size size = layer.outputSize(new Size(input.height, input.width));
            int area = size.height() * size.width();
            int kernel = window.kernel().height() * window.kernel().width();
            Data output = new Data(input.batch, bias.length, size.height(), size.width());
            for (int i = 0; i < output.elements.length; i++) {
                int channel = i / area % bias.length;
                int top = i % area / size.width() * window.stride().height();
                int left = i % size.width() * window.stride().width();
                long sum = 0;
                for (int w = 0; w < input.channels * kernel; w++) {
                    int map = i / (area * bias.length) * input.channels + w / kernel;
                    int y = top + w % kernel / window.kernel().width();
                    int x = left + w % window.kernel().width();
                    double number = input.elements[(map * input.height + y) * input.width + x];
                    long step = layer.input().quantized(number) - layer.input().zeroPoint();
                    sum += step * weight[channel * input.channels * kernel + w];
                }
                output.elements[i] = bias[channel] + sum * layer.input().scale() * scale[channel];
            }
            return output;
        }

        private double correlate(Convolution convolution, double[] weight, int[] at) {
            Window window = convolution.window();
            int kernelHeight = window.kernel().height();
            int kernelWidth = window.kernel().width();
            int inPerGroup = input.channels / convolution.groups();
            int outPerGroup = convolution.weight().shape().get(0).intValue() / convolution.groups();
            int firstIn = at[1] / outPerGroup * inPerGroup;
            int top = at[2] * window.stride().height() - window.padding().height();
            int left = at[3] * window.stride().width() - window.padding().width();
            int w = at[1] * inPerGroup * kernelHeight * kernelWidth;
            double sum = 0;
            for (int c = firstIn; c < firstIn + inPerGroup; c++) {
                for (int ky = 0; ky < kernelHeight; ky++) {
                    for (int kx = 0; kx < kernelWidth; kx++) {
                        int y = top + ky * window.dilation().height();
                        int x = left + kx * window.dilation().width();
                        sum += weight[w++] * input.padded(at[0], c, y, x);
                    }
                }
            }
            return sum;
        }

        @Override
        public Data batchNorm(BatchNorm norm) {
            double[] scale = elements(norm.scale());
            double[] shift = elements(norm.shift());
            double[] mean = elements(norm.statistics().mean());
            double[] variance = elements(norm.statistics().variance());
            for (int c = 0; c < scale.length; c++) {
                scale[c] /= Math.sqrt(variance[c] + norm.eps());
                shift[c] -= mean[c] * scale[c];
            }
            return input.affine(scale, shift);
        }

        @Override
        public Data layerNorm(LayerNorm norm) {
            Data normed = input.like();
            for (int start = 0; start < input.elements.length; start += input.channels) {
                double mean = 0;
                for (int i = start; i < start + input.channels; i++) {
                    mean += input.elements[i] / input.channels;
                }
                double variance = 0;
                for (int i = start; i < start + input.channels; i++) {
                    variance += Math.pow(input.elements[i] - mean, 2) / input.channels;
                }
                for (int i = start; i < start + input.channels; i++) {
                    normed.elements[i] = (input.elements[i] - mean) / Math.sqrt(variance + norm.eps());
                }
            }
            return normed.affine(elements(norm.scale()), elements(norm.shift()));
        }

        @Override
        public Data linear(Linear linear) {
            double[] weight = elements(linear.weight());
            double[] bias = elements(linear.bias());
            Data output = new Data(input.batch, bias.length, 1, 1);
            for (int i = 0; i < output.elements.length; i++) {
                int row = i % bias.length;
                int image = i / bias.length;
                double sum = bias[row];
                for (int c = 0; c < input.channels; c++) {
                    sum += weight[row * input.channels + c] * input.elements[image * input.channels + c];
                }
                output.elements[i] = sum;
            }
            return output;
        }

        @Override
        public Data activation(Activation activation) {
            return input.mapped(
                    switch (activation.function()) {
                        case GELU -> ReferenceNetwork::gelu;
                        case SILU -> x -> x * sigmoid(x);
                        case RELU -> x -> Math.max(x, 0);
                        case RELU6 -> ReferenceNetwork::relu6;
                        case HARDSWISH -> x -> x * relu6(x + 3) / 6;
                        case MISH -> x -> x * Math.tanh(Math.log1p(Math.exp(x)));
                        case ELU -> x -> x > 0 ? x : Math.expm1(x);
                        case SELU -> x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
                        case SIGMOID -> ReferenceNetwork::sigmoid;
                        case TANH -> Math::tanh;
                        case SOFTPLUS -> x -> Math.log1p(Math.exp(x));
                    });
        }

        @Override
        public Data leakyRelu(LeakyRelu relu) {
            return input.mapped(x -> x >= 0 ? x : relu.negativeSlope() * x);
        }

        @Override
        public Data pointwiseLinear(PointwiseLinear linear) {
            double[] weight = elements(linear.weight());
            int out = weight.length / input.channels;
            return matrix(
                    input,
                    weight,
                    linear.bias().map(ReferenceNetwork.this::elements).orElse(new double[out]));
        }

        private Data matrix(Data map, double[] weight, double[] bias) {
            Data output = new Data(map.batch, bias.length, map.height, map.width);
            for (int i = 0; i < output.elements.length; i++) {
                int row = i / map.area() % bias.length;
                int image = i / map.area() / bias.length;
                double sum = bias[row];
                for (int c = 0; c < map.channels; c++) {
                    sum += weight[row * map.channels + c]
                            * map.elements[(image * map.channels + c) * map.area() + i % map.area()];
                }
                output.elements[i] = sum;
            }
            return output;
        }

        @Override
        public Data multiHeadAttention(MultiHeadAttention attention) {
            double[] weight = elements(attention.in().weight());
            double[] bias = elements(attention.in().bias());
            List<Data> projected = new ArrayList<>();
            int perWeight = input.channels * input.channels;
            for (int i = 0; i < 3; i++) {
                projected.add(matrix(
                        inputs.get(i),
                        Arrays.copyOfRange(weight, i * perWeight, (i + 1) * perWeight),
                        Arrays.copyOfRange(bias, i * input.channels, (i + 1) * input.channels)));
            }
            Data answers = input.like();
            int headWidth = input.channels / attention.heads();
            for (int head = 0; head < input.batch * attention.heads(); head++) {
                attend(projected, answers, head * headWidth * input.area(), headWidth);
            }
            return matrix(
                    answers,
                    elements(attention.out().weight()),
                    elements(attention.out().bias()));
        }

        /** One head of one image, whose channels begin at {@code start}. */
        private void attend(List<Data> projected, Data answers, int start, int width) {
            int positions = answers.area();
            for (int q = 0; q < positions; q++) {
                double[] shares = new double[positions];
                double total = 0;
                for (int k = 0; k < positions; k++) {
                    double score = 0;
                    for (int c = 0; c < width; c++) {
                        int channel = start + c * positions;
                        score += projected.get(0).elements[channel + q] * projected.get(1).elements[channel + k];
                    }
                    shares[k] = Math.exp(score / Math.sqrt(width));
                    total += shares[k];
                }
                for (int c = 0; c < width; c++) {
                    int channel = start + c * positions;
                    for (int k = 0; k < positions; k++) {
                        answers.elements[channel + q] += shares[k] / total * projected.get(2).elements[channel + k];
                    }
                }
            }
        }

        @Override
        public Data transposedConvolution(TransposedConvolution convolution) {
            double[] weight = elements(convolution.weight());
            double[] bias = elements(convolution.bias());
            Size size = convolution.outputSize(new Size(input.height, input.width));
            Data output = new Data(input.batch, bias.length, size.height(), size.width());
            for (int i = 0; i < output.elements.length; i++) {
                output.elements[i] = bias[i / output.area() % output.channels];
            }
            for (int i = 0; i < input.elements.length; i++) {
                scatter(convolution, weight, i, output);
            }
            return output;
        }

        /** Adds one input element times the kernel. */
        private void scatter(TransposedConvolution convolution, double[] weight, int index, Data output) {
            Window window = convolution.window().window();
            int channel = index / input.area() % input.channels;
            int image = index / input.area() / input.channels;
            int outPerGroup = output.channels / convolution.groups();
            int group = channel / (input.channels / convolution.groups());
            int top = index / input.width % input.height * window.stride().height()
                    - window.padding().height();
            int left = index % input.width * window.stride().width()
                    - window.padding().width();
            int w = channel
                    * outPerGroup
                    * window.kernel().height()
                    * window.kernel().width();
            for (int c = group * outPerGroup; c < (group + 1) * outPerGroup; c++) {
                for (int y = top; y < top + window.kernel().height(); y++) {
                    for (int x = left; x < left + window.kernel().width(); x++, w++) {
                        if (y >= 0 && y < output.height && x >= 0 && x < output.width) {
                            output.elements[output.index(image, c, y, x)] += weight[w] * input.elements[index];
                        }
                    }
                }
            }
        }

        @Override
        public Data maxPool(MaxPool pool) {
            Window window = pool.window();
            return gathered(input.channels, pool.outputSize(new Size(input.height, input.width)), at -> {
                double max = Double.NEGATIVE_INFINITY;
                for (int ky = 0; ky < window.kernel().height(); ky++) {
                    for (int kx = 0; kx < window.kernel().width(); kx++) {
                        int y = at[2] * window.stride().height()
                                - window.padding().height()
                                + ky;
                        int x = at[3] * window.stride().width()
                                - window.padding().width()
                                + kx;
                        if (y >= 0 && y < input.height && x >= 0 && x < input.width) {
                            max = Math.max(max, input.elements[input.index(at[0], at[1], y, x)]);
                        }
                    }
                }
                return max;
            });
        }

        @Override
        public Data nearestUpsample(NearestUpsample upsample) {
            int factor = upsample.factor();
            return gathered(
                    input.channels,
                    upsample.outputSize(new Size(input.height, input.width)),
                    at -> input.elements[input.index(at[0], at[1], at[2] / factor, at[3] / factor)]);
        }

        @Override
        public Data zeroPad(ZeroPad pad) {
            return gathered(
                    input.channels,
                    pad.outputSize(new Size(input.height, input.width)),
                    at -> input.padded(at[0], at[1], at[2] - pad.top(), at[3] - pad.left()));
        }

        @Override
        public Data spaceToDepth(SpaceToDepth operation) {
            int block = operation.block();
            return gathered(
                    input.channels * block * block, operation.outputSize(new Size(input.height, input.width)), at -> {
                        int place = at[1] / input.channels;
                        int y = at[2] * block + place / block;
                        int x = at[3] * block + place % block;
                        return input.elements[input.index(at[0], at[1] % input.channels, y, x)];
                    });
        }

        @Override
        public Data depthToSpace(DepthToSpace operation) {
            int block = operation.block();
            int channels = input.channels / (block * block);
            return gathered(channels, operation.outputSize(new Size(input.height, input.width)), at -> {
                int place = at[2] % block * block + at[3] % block;
                return input.elements[input.index(at[0], place * channels + at[1], at[2] / block, at[3] / block)];
            });
        }

        /** A map whose element at (image, channel, row, column) is what the function says. */
        private Data gathered(int channels, Size size, ToDoubleFunction<int[]> element) {
            Data output = new Data(input.batch, channels, size.height(), size.width());
            for (int i = 0; i < output.elements.length; i++) {
                int x = i % output.width;
                int y = i / output.width % output.height;
                int channel = i / output.area() % channels;
                output.elements[i] = element.applyAsDouble(new int[] {i / output.area() / channels, channel, y, x});
            }
            return output;
        }

        /** The anchors' dimension goes into the batch, the numbers of an anchor into the columns. */
        @Override
        public Data splitAnchors(SplitAnchors split) {
            int perAnchor = input.channels / split.anchors();
            Data output = new Data(
                    input.batch * split.anchors(),
                    /* channels= */ input.height,
                    /* height= */ input.width,
                    /* width= */ perAnchor);
            for (int i = 0; i < output.elements.length; i++) {
                int channel = i % perAnchor;
                int position = i / perAnchor % input.area();
                int anchor = i / perAnchor / input.area();
                output.elements[i] = input.elements[(anchor * perAnchor + channel) * input.area() + position];
            }
            return output;
        }

        @Override
        public Data decodeBoxes(DecodeBoxes decode) {
            double[] anchors = elements(decode.anchors());
            int perMap = decode.anchors().shape().get(1).intValue();
            int perBox = input.width;
            Data output = new Data(input.batch / perMap, perMap * input.channels * input.height, 1, perBox);
            for (int i = 0; i < output.elements.length; i++) {
                double y = sigmoid(input.elements[i]);
                int column = i / perBox % input.height;
                int row = i / perBox / input.height % input.channels;
                int anchor = i / perBox / input.height / input.channels % perMap;
                int anchorIndex = (decode.map() * perMap + anchor) * 2;
                output.elements[i] = switch (i % perBox) {
                    case 0 -> (2 * y - 0.5 + column) * decode.stride();
                    case 1 -> (2 * y - 0.5 + row) * decode.stride();
                    case 2 -> 4 * y * y * anchors[anchorIndex] * decode.stride();
                    case 3 -> 4 * y * y * anchors[anchorIndex + 1] * decode.stride();
                    default -> y;
                };
            }
            return output;
        }

        @Override
        public Data add(Add add) {
            Data sum = input.like();
            for (int i = 0; i < sum.elements.length; i++) {
                sum.elements[i] = input.elements[i] + inputs.get(1).elements[i];
            }
            return sum;
        }

        @Override
        public Data channelScale(ChannelScale scale) {
            return input.affine(elements(scale.scale()), new double[input.channels]);
        }

        @Override
        public Data slice(Slice slice) {
            Data result = new Data(input.batch, slice.length(), input.height, input.width);
            int count = slice.length() * input.area();
            for (int image = 0; image < input.batch; image++) {
                int from = (image * input.channels + slice.start()) * input.area();
                System.arraycopy(input.elements, from, result.elements, image * count, count);
            }
            return result;
        }

        @Override
        public Data concat(Concat concat) {
            int channels = inputs.stream().mapToInt(d -> d.channels).sum();
            Data result = new Data(input.batch, channels, input.height, input.width);
            int to = 0;
            for (int image = 0; image < input.batch; image++) {
                for (Data part : inputs) {
                    int count = part.channels * part.area();
                    System.arraycopy(part.elements, image * count, result.elements, to, count);
                    to += count;
                }
            }
            return result;
        }

        @Override
        public Data globalAveragePool(GlobalAveragePool pool) {
            Data result = new Data(input.batch, input.channels, 1, 1);
            for (int i = 0; i < input.elements.length; i++) {
                result.elements[i / input.area()] += input.elements[i] / input.area();
            }
            return result;
        }
    }
}
