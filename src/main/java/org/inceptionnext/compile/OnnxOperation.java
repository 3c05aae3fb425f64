package org.inceptionnext.compile;

import static org.inceptionnext.compile.OnnxProto.attribute;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.ActivationRange;
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
import org.inceptionnext.network.TransposedWindow;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.AnchorMap;
import org.inceptionnext.network.Window;

/** One operation as calls of ONNX operators, as operator set 17 has them; the result is the name of a value. */
final class OnnxOperation implements Operation.Visitor<String> {
    /** In the new shape that Reshape is given: the dimension as it was. */
    private static final long KEPT = 0;

    /** In the new shape that Reshape is given: whatever is left. */
    private static final long REST = -1;

    private final Calls calls;
    private final List<String> inputs;
    private final String x;
    private final Value.Shape shape;

    OnnxOperation(Calls calls, Node node) {
        this.calls = calls;
        this.inputs = node.inputs().stream().map(calls::value).toList();
        this.x = inputs.get(0);
        this.shape = node.inputs().get(0).shape();
    }

    /** The graph that the operation becomes a part of. */
    interface Calls {

        /** Returns the type that the network computes in. */
        DType dtype();

        /** Returns the name of a value that was made before. */
        String value(Value value);

        /** Returns the name of a parameter. */
        String parameter(Parameter parameter);

        /** Returns the name of a tensor that is no parameter: its own. */
        String constant(Tensor tensor);

        /** Adds a node and returns the names of its outputs. */
        List<String> call(String operator, List<String> inputs, int outputCount, ProtoMessage... attributes);

        /** Adds a node with one output and returns its name. */
        default String call(String operator, List<String> inputs, ProtoMessage... attributes) {
            return call(operator, inputs, 1, attributes).get(0);
        }

        /** Returns the name of a value after it is rounded to another type, or widened. */
        default String cast(String value, DType dtype) {
            return call("Cast", List.of(value), attribute("to", OnnxProto.dataType(dtype)));
        }
    }

    @Override
    public String convolution(Convolution convolution) {
        List<String> operands = operands(x, convolution.weight());
        convolution.bias().map(calls::parameter).ifPresent(operands::add);
        return calls.call("Conv", operands, windowed(convolution.window(), attribute("group", convolution.groups())));
    }

    @Override
    public String transposedConvolution(TransposedConvolution convolution) {
        TransposedWindow window = convolution.window();
        return calls.call(
                "ConvTranspose",
                operands(x, convolution.weight(), convolution.bias()),
                windowed(
                        window.window(),
                        attribute("group", convolution.groups()),
                        attribute("output_padding", pair(window.outputPadding()))));
    }

    @Override
    public String maxPool(MaxPool pool) {
        return calls.call("MaxPool", List.of(x), windowed(pool.window()));
    }

    @Override
    public String quantizedConvolution(QuantizedConvolution layer) {
        return calls.call("Conv", roundedOperands(layer), windowed(layer.window()));
    }

    @Override
    public String quantizedLinear(QuantizedLinear layer) {
        return calls.call("Gemm", roundedOperands(layer), attribute("transB", 1));
    }

    /** As QDQ: what is rounded stands between QuantizeLinear and DequantizeLinear, which a runtime joins with the layer. */
    private List<String> roundedOperands(QuantizedLayer layer) {
        ActivationRange range = layer.input();
        String scale = float32((float) range.scale());
        String zero = calls.constant(bytes(DType.U8, List.of(), 1, range.zeroPoint()));
        String rounded = calls.call("QuantizeLinear", List.of(x, scale, zero));
        String input = calls.call("DequantizeLinear", List.of(rounded, scale, zero));
        long outputs = layer.weight().shape().get(0);
        String zeros = calls.constant(bytes(DType.I8, List.of(outputs), outputs, 0));
        String matrix = calls.call(
                "DequantizeLinear",
                List.of(calls.parameter(layer.weight()), calls.parameter(layer.scale()), zeros),
                attribute("axis", 0));
        return List.of(input, matrix, calls.parameter(layer.bias()));
    }

    private static Tensor bytes(DType dtype, List<Long> shape, long count, int value) {
        byte[] values = new byte[Math.toIntExact(count)];
        Arrays.fill(values, (byte) value);
        return Tensors.ofBytes(dtype + "(" + value + ")x" + count, dtype, shape, ByteBuffer.wrap(values));
    }

    private static ProtoMessage[] windowed(Window window, ProtoMessage... others) {
        List<Integer> padding = pair(window.padding());
        List<ProtoMessage> attributes = new ArrayList<>(List.of(others));
        attributes.add(attribute("kernel_shape", pair(window.kernel())));
        attributes.add(attribute("strides", pair(window.stride())));
        attributes.add(attribute("pads", List.of(padding.get(0), padding.get(1), padding.get(0), padding.get(1))));
        attributes.add(attribute("dilations", pair(window.dilation())));
        return attributes.toArray(ProtoMessage[]::new);
    }

    @Override
    public String batchNorm(BatchNorm norm) {
        BatchNorm.Statistics statistics = norm.statistics();
        return calls.call(
                "BatchNormalization",
                operands(x, norm.scale(), norm.shift(), statistics.mean(), statistics.variance()),
                attribute("epsilon", norm.eps()));
    }

    /**
     * In float16 it is ONNX's own operator, which sums in float32; in float32 it is spelt out. ONNX Runtime up to 1.29 runs
     * that operator, and the steps too if they square by Pow, with sums that lose more: over 2304 elements, tiny's width,
     * 4.3e-6 where these steps lose 7e-7.
     */
    @Override
    public String layerNorm(LayerNorm norm) {
        if (calls.dtype() != DType.F32) {
            return calls.call(
                    "LayerNormalization", operands(x, norm.scale(), norm.shift()), attribute("epsilon", norm.eps()));
        }
        String centred = call("Sub", x, mean(x));
        String variance = mean(call("Mul", centred, centred));
        String deviation = call("Sqrt", call("Add", variance, number(norm.eps())));
        String scaled = call("Mul", call("Div", centred, deviation), calls.parameter(norm.scale()));
        return call("Add", scaled, calls.parameter(norm.shift()));
    }

    private String mean(String vectors) {
        return calls.call("ReduceMean", List.of(vectors), attribute("axes", List.of(-1)));
    }

    @Override
    public String linear(Linear linear) {
        return calls.call("Gemm", operands(x, linear.weight(), linear.bias()), attribute("transB", 1));
    }

    @Override
    public String pointwiseLinear(PointwiseLinear linear) {
        List<String> matrices = new ArrayList<>(List.of(calls.parameter(linear.weight())));
        linear.bias().map(calls::parameter).ifPresent(matrices::add);
        return pointwise(x, matrices);
    }

    /** @param matrices the weight, and the bias if there is one */
    private String pointwise(String map, List<String> matrices) {
        List<String> operands = new ArrayList<>(matrices);
        operands.set(0, call("Unsqueeze", matrices.get(0), integers(2, 3)));
        operands.add(0, map);
        return calls.call("Conv", operands);
    }

    /** Heads are a dimension of their own: {@code (batch, heads, channels / heads, positions)}. */
    @Override
    public String multiHeadAttention(MultiHeadAttention attention) {
        int channels = shape.channels();
        int width = channels / attention.heads();
        long[] thirds = {channels, channels, channels};
        List<String> weights = split(calls.parameter(attention.in().weight()), 0, thirds);
        List<String> biases = split(calls.parameter(attention.in().bias()), 0, thirds);
        List<String> projected = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String map = pointwise(inputs.get(i), List.of(weights.get(i), biases.get(i)));
            projected.add(reshape(map, KEPT, attention.heads(), width, REST));
        }
        String scores = call("MatMul", swapLast(projected.get(0)), projected.get(1));
        String scaled = call("Mul", scores, number(1 / Math.sqrt(width)));
        String shares = swapLast(calls.call("Softmax", List.of(scaled), attribute("axis", -1)));
        String answers = call("MatMul", projected.get(2), shares);
        String map = call("Reshape", answers, call("Shape", x));
        return pointwise(map, operands(attention.out().weight(), attention.out().bias()));
    }

    private String swapLast(String value) {
        return calls.call("Transpose", List.of(value), attribute("perm", List.of(0, 1, 3, 2)));
    }

    @Override
    public String activation(Activation activation) {
        return switch (activation.function()) {
            case GELU -> gelu();
            case SILU -> call("Mul", x, call("Sigmoid", x));
            case RELU -> call("Relu", x);
            case RELU6 -> call("Clip", x, number(0), number(6));
            case HARDSWISH -> call("HardSwish", x);
            case MISH -> call("Mul", x, call("Tanh", call("Softplus", x)));
            case ELU -> call("Elu", x);
            case SELU -> call("Selu", x);
            case SIGMOID -> call("Sigmoid", x);
            case TANH -> call("Tanh", x);
            case SOFTPLUS -> call("Softplus", x);
        };
    }

    /** Operator set 17 has no Gelu; in this order ONNX Runtime sees that it is one, and computes it in one go. */
    private String gelu() {
        String erf = call("Erf", call("Div", x, number(Math.sqrt(2))));
        String doubled = call("Mul", x, call("Add", erf, number(1)));
        return call("Mul", doubled, number(0.5));
    }

    @Override
    public String leakyRelu(LeakyRelu relu) {
        return calls.call("LeakyRelu", List.of(x), attribute("alpha", relu.negativeSlope()));
    }

    @Override
    public String add(Add add) {
        return calls.call("Add", inputs);
    }

    @Override
    public String channelScale(ChannelScale scale) {
        return call("Mul", x, call("Unsqueeze", calls.parameter(scale.scale()), integers(1, 2)));
    }

    @Override
    public String slice(Slice slice) {
        int end = slice.start() + slice.length();
        return call("Slice", x, integers(slice.start()), integers(end), integers(1));
    }

    @Override
    public String concat(Concat concat) {
        return concat(inputs, 1);
    }

    @Override
    public String globalAveragePool(GlobalAveragePool pool) {
        return calls.call("ReduceMean", List.of(x), attribute("axes", List.of(2, 3)), attribute("keepdims", 0));
    }

    @Override
    public String nearestUpsample(NearestUpsample upsample) {
        float factor = upsample.factor();
        String noRegion = "";
        return calls.call(
                "Resize",
                List.of(x, noRegion, float32s(1, 1, factor, factor)),
                attribute("mode", "nearest"),
                attribute("coordinate_transformation_mode", "asymmetric"),
                attribute("nearest_mode", "floor"));
    }

    @Override
    public String zeroPad(ZeroPad pad) {
        return call("Pad", x, integers(0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right()));
    }

    @Override
    public String spaceToDepth(SpaceToDepth operation) {
        return calls.call("SpaceToDepth", List.of(x), attribute("blocksize", operation.block()));
    }

    @Override
    public String depthToSpace(DepthToSpace operation) {
        return calls.call(
                "DepthToSpace", List.of(x), attribute("blocksize", operation.block()), attribute("mode", "DCR"));
    }

    @Override
    public String splitAnchors(SplitAnchors split) {
        String size = calls.call("Shape", List.of(x), attribute("start", 2), attribute("end", 4));
        String channels = integers(KEPT, split.anchors(), shape.channels() / split.anchors());
        String maps = call("Reshape", x, concat(List.of(channels, size), 0));
        return calls.call("Transpose", List.of(maps), attribute("perm", List.of(0, 1, 3, 4, 2)));
    }

    @Override
    public String decodeBoxes(DecodeBoxes decode) {
        if (!(shape instanceof AnchorMap map)) {
            throw new IllegalArgumentException("boxes are decoded from maps with anchors, not " + shape);
        }
        String y = call("Sigmoid", calls.dtype() == DType.F32 ? x : calls.cast(x, DType.F32));
        List<String> parts = split(y, 4, 1, 1, 2, map.channels() - 4);
        String stride = float32(decode.stride());
        String column = centre(parts.get(0), cells(y, 3, REST, 1), stride);
        String row = centre(parts.get(1), cells(y, 2, REST, 1, 1), stride);
        String anchors = call("Gather", calls.parameter(decode.anchors()), integer(decode.map()));
        String pixels = reshape(call("Mul", anchors, stride), map.anchors(), 1, 1, 2);
        String doubled = call("Mul", parts.get(2), float32(2));
        String sides = call("Mul", call("Mul", doubled, doubled), pixels);
        return reshape(concat(List.of(column, row, sides, parts.get(3)), 4), KEPT, REST, map.channels());
    }

    private String centre(String y, String cells, String stride) {
        return call("Mul", call("Add", call("Mul", y, float32(2)), cells), stride);
    }

    /** The columns (rows), counted along {@code dimension}, less the half that the decoding subtracts. */
    private String cells(String y, int dimension, long... shape) {
        String count = call("Gather", call("Shape", y), integer(dimension));
        String range = calls.cast(call("Range", integer(0), count, integer(1)), DType.F32);
        return reshape(call("Sub", range, float32(0.5f)), shape);
    }

    private String call(String operator, String... operands) {
        return calls.call(operator, List.of(operands));
    }

    private String reshape(String value, long... sizes) {
        return call("Reshape", value, integers(sizes));
    }

    private String concat(List<String> values, int axis) {
        return calls.call("Concat", values, attribute("axis", axis));
    }

    private List<String> split(String value, int axis, long... sizes) {
        return calls.call("Split", List.of(value, integers(sizes)), sizes.length, attribute("axis", axis));
    }

    private List<String> operands(String first, Parameter... parameters) {
        List<String> operands = new ArrayList<>(List.of(first));
        operands.addAll(operands(parameters));
        return operands;
    }

    private List<String> operands(Parameter... parameters) {
        return Arrays.stream(parameters).map(calls::parameter).toList();
    }

    /** A number of the type that the network computes in. */
    private String number(double value) {
        DType dtype = calls.dtype();
        Tensor exact = Tensors.ofFloats(dtype + "(" + value + ")", List.of(), new float[] {(float) value});
        return calls.constant(Tensors.cast(exact, dtype));
    }

    private String float32(float value) {
        return calls.constant(Tensors.ofFloats(DType.F32 + "(" + value + ")", List.of(), new float[] {value}));
    }

    private String float32s(float... values) {
        List<Long> length = List.of((long) values.length);
        return calls.constant(Tensors.ofFloats(DType.F32 + Arrays.toString(values), length, values));
    }

    private String integer(long value) {
        return calls.constant(Tensors.ofLongs(DType.I64 + "(" + value + ")", List.of(), new long[] {value}));
    }

    private String integers(long... values) {
        List<Long> length = List.of((long) values.length);
        return calls.constant(Tensors.ofLongs(DType.I64 + Arrays.toString(values), length, values));
    }

    private static List<Integer> pair(Size size) {
        return List.of(size.height(), size.width());
    }
}
