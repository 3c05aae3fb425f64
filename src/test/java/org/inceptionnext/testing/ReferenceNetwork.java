package org.inceptionnext.testing;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Gelu;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;

/**
 * Runs a graph in double, by the definition of each operation and without an engine: slow, and right to about 1e-13.
 */
public final class ReferenceNetwork {
    private final Weights weights;

    public ReferenceNetwork(Weights weights) {
        this.weights = weights;
    }

    /** Returns all outputs by name, row-major, for one golden input. */
    public Map<String, double[]> run(NetworkGolden.Case input) {
        List<Long> shape = input.input().shape();
        Data image = new Data(
                shape.get(0).intValue(),
                shape.get(1).intValue(),
                shape.get(2).intValue(),
                shape.get(3).intValue());
        float[] elements = input.inputElements();
        for (int i = 0; i < elements.length; i++) {
            image.elements[i] = elements[i];
        }
        Map<Value, Data> values = new HashMap<>(Map.of(weights.graph().input(), image));
        for (Node node : weights.graph().nodes()) {
            List<Data> inputs = node.inputs().stream().map(v -> get(values, v)).toList();
            values.put(node.output(), node.operation().accept(new Evaluation(inputs)));
        }
        Map<String, double[]> outputs = new LinkedHashMap<>();
        weights.graph().outputs().forEach((name, value) -> outputs.put(name, get(values, value).elements));
        return outputs;
    }

    private static Data get(Map<Value, Data> values, Value value) {
        return Optional.ofNullable(values.get(value)).orElseThrow();
    }

    /** {@code x / 2 * (1 + erf(x / sqrt(2)))}. */
    public static double gelu(double x) {
        return x / 2 * (1 + erf(x / Math.sqrt(2)));
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
            return inside ? elements[((image * channels + channel) * height + y) * width + x] : 0;
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
            Window window = convolution.window();
            int outChannels = convolution.weight().shape().get(0).intValue();
            double[] bias =
                    convolution.bias().map(ReferenceNetwork.this::elements).orElse(new double[outChannels]);
            int height = (input.height
                                    + 2 * window.padding().height()
                                    - window.kernel().height())
                            / window.stride().height()
                    + 1;
            int width = (input.width
                                    + 2 * window.padding().width()
                                    - window.kernel().width())
                            / window.stride().width()
                    + 1;
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
                for (int y = top; y < top + kernelHeight; y++) {
                    for (int x = left; x < left + kernelWidth; x++) {
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
        public Data gelu(Gelu gelu) {
            return input.mapped(ReferenceNetwork::gelu);
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
