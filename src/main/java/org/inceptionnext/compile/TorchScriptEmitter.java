package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.AnchorMap;
import org.inceptionnext.network.Window;

/** One operation as a TorchScript expression over the names of its inputs. */
final class TorchScriptEmitter implements Operation.Visitor<String> {
    /** The number of float32 in TorchScript (c10::ScalarType). */
    static final int FLOAT32 = 6;

    /** In eval mode torch does not use the momentum, but wants one: its default. */
    private static final String MOMENTUM = "0.1";

    private final Names names;
    private final List<String> inputs;
    private final Value firstInput;

    TorchScriptEmitter(Names names, Node node) {
        this.names = names;
        this.inputs = node.inputs().stream().map(names::value).toList();
        this.firstInput = node.inputs().get(0);
    }

    /** What things are called in the method that the operation is a part of. */
    interface Names {

        /** Returns the name of a value that was made before. */
        String value(Value value);

        /** Returns a parameter as an expression. */
        String parameter(Parameter parameter);

        /** Returns a float32 value as an expression of the type that the method computes in: itself, unless it says otherwise. */
        default String computed(String float32) {
            return float32;
        }

        /** Writes a statement that gives the expression a new name, and returns the name. */
        String let(String expression);
    }

    @Override
    public String convolution(Convolution convolution) {
        String bias = convolution.bias().map(this::self).orElse("None");
        return conv2d(inputs.get(0), self(convolution.weight()), bias, convolution.window(), convolution.groups());
    }

    private static String conv2d(String map, String weight, String bias, Window window, int groups) {
        return aten("conv2d", map, weight, bias, windowed(window), groups);
    }

    @Override
    public String transposedConvolution(TransposedConvolution convolution) {
        Window window = convolution.window().window();
        return call(
                "conv_transpose2d",
                self(convolution.weight()),
                self(convolution.bias()),
                pair(window.stride()),
                pair(window.padding()),
                pair(convolution.window().outputPadding()),
                Integer.toString(convolution.groups()),
                pair(window.dilation()));
    }

    @Override
    public String batchNorm(BatchNorm norm) {
        return call(
                "batch_norm",
                self(norm.scale()),
                self(norm.shift()),
                self(norm.statistics().mean()),
                self(norm.statistics().variance()),
                "False",
                MOMENTUM,
                Double.toString(norm.eps()),
                "True");
    }

    @Override
    public String layerNorm(LayerNorm norm) {
        String shape = "[" + firstInput.channels() + "]";
        return call("layer_norm", shape, self(norm.scale()), self(norm.shift()), Double.toString(norm.eps()));
    }

    @Override
    public String linear(Linear linear) {
        return call("linear", self(linear.weight()), self(linear.bias()));
    }

    @Override
    public String pointwiseLinear(PointwiseLinear linear) {
        return pointwise(
                inputs.get(0),
                self(linear.weight()),
                linear.bias().map(this::self).orElse("None"));
    }

    /** Heads are a dimension of their own: {@code (batch, heads, channels / heads, positions)}. */
    @Override
    public String multiHeadAttention(MultiHeadAttention attention) {
        int channels = firstInput.channels();
        int width = channels / attention.heads();
        List<String> projected = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String weight = aten("narrow", self(attention.in().weight()), 0, i * channels, channels);
            String bias = aten("narrow", self(attention.in().bias()), 0, i * channels, channels);
            String positions = aten("flatten", pointwise(inputs.get(i), weight, bias), 2);
            String heads = "[" + attention.heads() + ", " + width + "]";
            projected.add(names.let(aten("unflatten", positions, 1, heads)));
        }
        String query = aten("transpose", projected.get(0), 2, 3);
        String scores = aten("mul", aten("matmul", query, projected.get(1)), 1 / Math.sqrt(width));
        String shares = aten("transpose", aten("softmax", scores, -1), 2, 3);
        String answers = aten("matmul", projected.get(2), shares);
        String map = aten("reshape", answers, aten("size", inputs.get(0)));
        return pointwise(
                map, self(attention.out().weight()), self(attention.out().bias()));
    }

    private static String pointwise(String map, String matrix, String bias) {
        String kernel = aten("unsqueeze", aten("unsqueeze", matrix, -1), -1);
        return aten("conv2d", map, kernel, bias);
    }

    @Override
    public String activation(Activation activation) {
        return call(activation.function().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String leakyRelu(LeakyRelu relu) {
        return call("leaky_relu", Double.toString(relu.negativeSlope()));
    }

    @Override
    public String add(Add add) {
        return call("add", inputs.get(1));
    }

    @Override
    public String channelScale(ChannelScale scale) {
        return call("mul", "torch.reshape(" + self(scale.scale()) + ", [1, -1, 1, 1])");
    }

    @Override
    public String slice(Slice slice) {
        return call("narrow", "1", Integer.toString(slice.start()), Integer.toString(slice.length()));
    }

    @Override
    public String concat(Concat concat) {
        return cat(inputs, 1);
    }

    @Override
    public String globalAveragePool(GlobalAveragePool pool) {
        return call("mean", "[2, 3]");
    }

    @Override
    public String maxPool(MaxPool pool) {
        Window window = pool.window();
        return call("max_pool2d", pair(window.kernel()), windowed(window), "False");
    }

    @Override
    public String nearestUpsample(NearestUpsample upsample) {
        double factor = upsample.factor();
        return call("upsample_nearest2d", "None", "[" + factor + ", " + factor + "]");
    }

    @Override
    public String zeroPad(ZeroPad pad) {
        List<Integer> sides = List.of(pad.left(), pad.right(), pad.top(), pad.bottom());
        return call("constant_pad_nd", sides.toString(), "0");
    }

    /** Torch's own operator has the block's elements inside the channels, so the two change places. */
    @Override
    public String spaceToDepth(SpaceToDepth operation) {
        int block = operation.block();
        String unshuffled = call("pixel_unshuffle", Integer.toString(block));
        return swapDepth(unshuffled, firstInput.channels(), block * block);
    }

    @Override
    public String depthToSpace(DepthToSpace operation) {
        int area = operation.block() * operation.block();
        String swapped = swapDepth(inputs.get(0), area, firstInput.channels() / area);
        return aten("pixel_shuffle", swapped, operation.block());
    }

    private static String swapDepth(String map, int outer, int inner) {
        String unflattened = aten("unflatten", map, 1, "[" + outer + ", " + inner + "]");
        return aten("flatten", aten("transpose", unflattened, 1, 2), 1, 2);
    }

    @Override
    public String splitAnchors(SplitAnchors split) {
        int perAnchor = firstInput.channels() / split.anchors();
        String unflattened = call("unflatten", "1", "[" + split.anchors() + ", " + perAnchor + "]");
        return aten("contiguous", aten("permute", unflattened, "[0, 1, 3, 4, 2]"));
    }

    @Override
    public String decodeBoxes(DecodeBoxes decode) {
        if (!(firstInput.shape() instanceof AnchorMap map)) {
            throw new IllegalArgumentException("boxes are decoded from maps with anchors, not " + firstInput.shape());
        }
        String y = names.let(aten("sigmoid", aten("to", inputs.get(0), FLOAT32)));
        String x = centre(y, 0, 3, "[-1, 1]", decode.stride());
        String row = centre(y, 1, 2, "[-1, 1, 1]", decode.stride());
        String anchors = aten("mul", aten("select", self(decode.anchors()), 0, decode.map()), decode.stride());
        String side = aten("pow", aten("mul", aten("narrow", y, 4, 2, 2), 2), 2);
        String size = aten("mul", side, aten("reshape", anchors, "[" + map.anchors() + ", 1, 1, 2]"));
        String scores = aten("narrow", y, 4, 4, map.channels() - 4);
        return aten("flatten", cat(List.of(x, row, size, scores), 4), 1, 3);
    }

    /** The columns (rows) of the boxes' centres: the cells are counted along {@code dimension}. */
    private static String centre(String y, int index, int dimension, String shape, int stride) {
        String count = "torch.arange(" + aten("size", y, dimension) + ", dtype=" + FLOAT32
                + ", layout=None, device=ops.prim.device(" + y + "), pin_memory=False)";
        String cells = aten("reshape", aten("sub", count, 0.5), shape);
        String offset = aten("mul", aten("narrow", y, 4, index, 1), 2);
        return aten("mul", aten("add", offset, cells), stride);
    }

    @Override
    public String quantizedConvolution(QuantizedConvolution layer) {
        return names.computed(conv2d(rounded(layer), weight(layer), self(layer.bias()), layer.window(), 1));
    }

    @Override
    public String quantizedLinear(QuantizedLinear layer) {
        return names.computed(aten("linear", rounded(layer), weight(layer), self(layer.bias())));
    }

    /** Returns the input as the float32 numbers that its bytes stand for: what the 8-bit product is compared with. */
    private String rounded(QuantizedLayer layer) {
        ActivationRange range = layer.input();
        String wide = aten("to", inputs.get(0), FLOAT32);
        return names.let(aten(
                "fake_quantize_per_tensor_affine", wide, range.scale(), range.zeroPoint(), 0, ActivationRange.STEPS));
    }

    /** Returns the weights as float32 numbers. */
    private String weight(QuantizedLayer layer) {
        String scale = self(layer.scale());
        for (int side = 1; side < layer.weight().shape().size(); side++) {
            scale = aten("unsqueeze", scale, -1);
        }
        return names.let(aten("mul", aten("to", self(layer.weight()), FLOAT32), scale));
    }

    private static String cat(List<String> values, int dimension) {
        return "torch.cat([" + String.join(", ", values) + "], " + dimension + ")";
    }

    private String call(String operator, String... arguments) {
        List<String> all = new ArrayList<>(List.of(inputs.get(0)));
        all.addAll(List.of(arguments));
        return "torch." + operator + "(" + String.join(", ", all) + ")";
    }

    private static String aten(String operator, Object... arguments) {
        List<String> all = new ArrayList<>();
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return "torch." + operator + "(" + String.join(", ", all) + ")";
    }

    private String self(Parameter parameter) {
        return names.parameter(parameter);
    }

    /** Returns how a convolution or a pooling moves, in the order of torch's operators: stride, padding, dilation. */
    static String windowed(Window window) {
        return pair(window.stride()) + ", " + pair(window.padding()) + ", " + pair(window.dilation());
    }

    static String pair(Size size) {
        return "[" + size.height() + ", " + size.width() + "]";
    }
}
