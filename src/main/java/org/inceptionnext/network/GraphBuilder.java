package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.MultiHeadAttention.Projection;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value.Shape;
import org.inceptionnext.network.Value.Shape.AnchorMap;
import org.inceptionnext.network.Value.Shape.Boxes;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Value.Shape.Vector;

/**
 * Builds a {@link Graph} from inside a scope.
 *
 * <p>A scope is a prefix of parameter names. {@link #in} goes one deeper, as a module does in a state dict, so the code
 * that builds a network has the structure of its checkpoint. All builders of one graph share one list of nodes.
 *
 * <p>The state dict has the order of torch's: the parameters of a scope in the order in which they are declared, then the
 * scopes inside it in the order in which they are opened by {@link #in}. A module whose children run in another order than
 * they are listed opens all of them first.
 */
public final class GraphBuilder {
    private final State state;
    private final String scope;
    private final StateDict stateDict;

    private GraphBuilder(State state, String scope, StateDict stateDict) {
        this.state = state;
        this.scope = scope;
        this.stateDict = stateDict;
    }

    private static final class State {
        private final Value input;
        private final List<Node> nodes = new ArrayList<>();
        private final Map<OutputKind, List<Value>> outputs = new LinkedHashMap<>();
        private final StateDict stateDict = new StateDict();
        private final List<String> parts = new ArrayList<>();

        State(Value input) {
            this.input = input;
        }
    }

    /** Starts a graph whose input is a batch of images with this many channels. */
    public static GraphBuilder forImages(int channels) {
        return forMaps(channels, 1);
    }

    /** Starts a graph of a part of a network, whose input is a feature map of this stride. */
    public static GraphBuilder forMaps(int channels, int stride) {
        State state = new State(new Value(0, new FeatureMap(channels, stride)));
        return new GraphBuilder(state, "", state.stateDict);
    }

    /** Returns the graph's input. */
    public Value input() {
        return state.input;
    }

    /** Returns a builder for the scope of this name inside this one; opens the scope if it is new. */
    public GraphBuilder in(String name) {
        return new GraphBuilder(state, join(name), stateDict.scope(name));
    }

    /** Returns a builder for the scope of this index inside this one. */
    public GraphBuilder in(int index) {
        return in(Integer.toString(index));
    }

    /** Like {@link #in(String)}, for a scope by which the network is counted and shown, unless it is inside another. */
    public GraphBuilder part(String name) {
        GraphBuilder part = in(name);
        if (state.parts.stream().noneMatch(outer -> part.scope.startsWith(outer + "."))) {
            state.parts.add(part.scope);
        }
        return part;
    }

    /** Declares that a value is an output of the graph. */
    public void output(OutputKind kind, Value value) {
        output(kind, List.of(value));
    }

    /** Declares that these values are an output of the graph that is a list. */
    public void output(OutputKind kind, List<Value> values) {
        require(state.outputs.putIfAbsent(kind, values) == null, () -> "a second output " + kind);
    }

    /** Declares a factor per channel ({@code gamma} in the upstream checkpoints), for {@link #channelScale}. */
    public Parameter layerScale(String name, int channels) {
        return declare(name, Role.LAYER_SCALE, channels);
    }

    /** Declares a detector's anchors, {@code (maps, anchors, 2)}, for {@link #decodeBoxes}. */
    public Parameter anchors(String name, int maps, int anchors) {
        return declare(name, Role.ANCHORS, maps, anchors, 2);
    }

    /** A convolution with a bias ({@code weight}, {@code bias}). */
    public Value convolution(Value x, int outChannels, Window window, int groups) {
        Parameter weight = convolutionWeight(x, outChannels, window, groups);
        return convolution(x, new Operation.Convolution(weight, Optional.of(bias(outChannels)), window, groups));
    }

    /** A convolution without a bias ({@code weight}). */
    public Value unbiasedConvolution(Value x, int outChannels, Window window, int groups) {
        Parameter weight = convolutionWeight(x, outChannels, window, groups);
        return convolution(x, new Operation.Convolution(weight, Optional.empty(), window, groups));
    }

    private Parameter convolutionWeight(Value x, int outChannels, Window window, int groups) {
        requireGroups(map(x).channels(), outChannels, groups);
        Size kernel = window.kernel();
        return weight(outChannels, x.channels() / groups, kernel.height(), kernel.width());
    }

    private Value convolution(Value x, Operation.Convolution convolution) {
        int outChannels = convolution.weight().shape().get(0).intValue();
        return add(convolution, new FeatureMap(outChannels, strideAfter(x, convolution.window())), x);
    }

    /** A convolution of every channel by itself. */
    public Value depthwise(Value x, Window window) {
        return convolution(x, x.channels(), window, x.channels());
    }

    /** A batch normalisation ({@code weight}, {@code bias}, {@code running_mean}, {@code running_var} and a counter). */
    public Value batchNorm(Value x, double eps) {
        int channels = map(x).channels();
        Parameter scale = declare("weight", Role.NORM_SCALE, channels);
        Parameter shift = declare("bias", Role.NORM_SHIFT, channels);
        BatchNorm.Statistics statistics = new BatchNorm.Statistics(
                declare("running_mean", Role.RUNNING_MEAN, channels),
                declare("running_var", Role.RUNNING_VARIANCE, channels),
                declare("num_batches_tracked", Role.BATCH_COUNTER));
        return add(new BatchNorm(scale, shift, statistics, eps), x.shape(), x);
    }

    /** A layer normalisation of a vector ({@code weight}, {@code bias}). */
    public Value layerNorm(Value x, double eps) {
        int channels = vector(x).channels();
        Parameter scale = declare("weight", Role.NORM_SCALE, channels);
        Parameter shift = declare("bias", Role.NORM_SHIFT, channels);
        return add(new Operation.LayerNorm(scale, shift, eps), x.shape(), x);
    }

    /** A linear layer with a bias ({@code weight}, {@code bias}). */
    public Value linear(Value x, int outFeatures) {
        Parameter weight = weight(outFeatures, vector(x).channels());
        return add(new Operation.Linear(weight, bias(outFeatures)), new Vector(outFeatures), x);
    }

    /** A linear layer over the channels at each position of a feature map ({@code weight}, {@code bias}). */
    public Value pointwiseLinear(Value x, int outChannels) {
        Parameter weight = weight(outChannels, map(x).channels());
        return pointwiseLinear(x, new Operation.PointwiseLinear(weight, Optional.of(bias(outChannels))));
    }

    /** Like {@link #pointwiseLinear(Value, int)}, without a bias. */
    public Value unbiasedPointwiseLinear(Value x, int outChannels) {
        Parameter weight = weight(outChannels, map(x).channels());
        return pointwiseLinear(x, new Operation.PointwiseLinear(weight, Optional.empty()));
    }

    private Value pointwiseLinear(Value x, Operation.PointwiseLinear linear) {
        int outChannels = linear.weight().shape().get(0).intValue();
        return add(linear, new FeatureMap(outChannels, map(x).stride()), x);
    }

    /**
     * Attention of every position of a map to every other ({@code in_proj_weight}, {@code in_proj_bias}, {@code
     * out_proj.weight}, {@code out_proj.bias}).
     */
    public Value multiHeadAttention(Value query, Value key, Value value, int heads) {
        int channels = map(query).channels();
        require(
                query.shape().equals(key.shape()) && query.shape().equals(value.shape()),
                () -> "attends to " + key.shape() + " and " + value.shape() + " from " + query.shape());
        require(channels % heads == 0, () -> channels + " channels do not fall into " + heads + " heads");
        Projection in = new Projection(
                declare("in_proj_weight", Role.WEIGHT, 3L * channels, channels),
                declare("in_proj_bias", Role.BIAS, 3L * channels));
        GraphBuilder outProj = in("out_proj");
        Projection out = new Projection(outProj.weight(channels, channels), outProj.bias(channels));
        return add(new Operation.MultiHeadAttention(in, out, heads), query.shape(), query, key, value);
    }

    /** A function of each element by itself. */
    public Value activation(Value x, Function function) {
        return add(new Operation.Activation(function), x.shape(), x);
    }

    /** A function of each element by itself, as an operation without parameters. */
    public Value elementwise(Value x, Operation function) {
        require(
                function instanceof Operation.Activation || function instanceof Operation.LeakyRelu,
                () -> "needs a function of each element, has " + function);
        return add(function, x.shape(), x);
    }

    /** The leaky ReLU. */
    public Value leakyRelu(Value x, double negativeSlope) {
        return add(new Operation.LeakyRelu(negativeSlope), x.shape(), x);
    }

    /** The sum of two values. */
    public Value add(Value a, Value b) {
        require(a.shape().equals(b.shape()), () -> "adds " + a.shape() + " and " + b.shape());
        return add(new Operation.Add(), a.shape(), a, b);
    }

    /** A feature map times a factor per channel. */
    public Value channelScale(Value x, Parameter scale) {
        require(
                scale.shape().equals(List.of((long) map(x).channels())),
                () -> "scales " + x.channels() + " channels by a factor of shape " + scale.shape());
        return add(new Operation.ChannelScale(scale), x.shape(), x);
    }

    /** Some channels of a feature map. */
    public Value slice(Value x, int start, int length) {
        FeatureMap in = map(x);
        require(
                start >= 0 && length > 0 && start + length <= in.channels(),
                () -> "channels " + start + " to " + (start + length) + " of " + in.channels());
        return add(new Operation.Slice(start, length), new FeatureMap(length, in.stride()), x);
    }

    /** Feature maps of one size, one after the other along the channels. */
    public Value concat(Value... maps) {
        Size stride = map(maps[0]).stride();
        int channels = 0;
        for (Value x : maps) {
            require(
                    map(x).stride().equals(stride),
                    () -> "joins maps of strides " + side(stride) + " and " + side(map(x).stride()));
            channels += x.channels();
        }
        return add(new Operation.Concat(), new FeatureMap(channels, stride), maps);
    }

    /** The mean of a feature map over height and width. */
    public Value globalAveragePool(Value x) {
        return add(new Operation.GlobalAveragePool(), new Vector(map(x).channels()), x);
    }

    /** A transposed convolution with a bias ({@code weight}, {@code bias}). */
    public Value transposedConvolution(Value x, int outChannels, TransposedWindow window, int groups) {
        requireGroups(map(x).channels(), outChannels, groups);
        Size kernel = window.window().kernel();
        Parameter weight = weight(x.channels(), outChannels / groups, kernel.height(), kernel.width());
        Operation operation = new Operation.TransposedConvolution(weight, bias(outChannels), window, groups);
        return add(
                operation, new FeatureMap(outChannels, finer(x, window.window().stride())), x);
    }

    /** The greatest element under the window, channel by channel. */
    public Value maxPool(Value x, Window window) {
        return add(new Operation.MaxPool(window), new FeatureMap(x.channels(), strideAfter(x, window)), x);
    }

    /** A feature map, {@code factor} times higher and wider. */
    public Value nearestUpsample(Value x, int factor) {
        FeatureMap shape = new FeatureMap(x.channels(), finer(x, new Size(factor, factor)));
        return add(new Operation.NearestUpsample(factor), shape, x);
    }

    /** A feature map with zeros around it. */
    public Value zeroPad(Value x, Operation.ZeroPad pad) {
        return add(pad, map(x), x);
    }

    /** Squares of elements as channels. */
    public Value spaceToDepth(Value x, int block) {
        FeatureMap in = map(x);
        int channels = Math.multiplyExact(in.channels(), block * block);
        return add(
                new Operation.SpaceToDepth(block),
                new FeatureMap(channels, in.stride().times(block)),
                x);
    }

    /** Channels as squares of elements. */
    public Value depthToSpace(Value x, int block) {
        int channels = map(x).channels();
        require(
                channels % (block * block) == 0,
                () -> channels + " channels do not fall into squares of " + block + "x" + block);
        FeatureMap shape = new FeatureMap(channels / (block * block), finer(x, new Size(block, block)));
        return add(new Operation.DepthToSpace(block), shape, x);
    }

    /** A map whose channels are those of {@code anchors} anchors, with a dimension for the anchors. */
    public Value splitAnchors(Value x, int anchors) {
        FeatureMap in = map(x);
        int stride = in.stride().height();
        require(in.stride().width() == stride, () -> "detects at a stride of " + side(in.stride()));
        require(
                in.channels() % anchors == 0,
                () -> in.channels() + " channels do not fall into " + anchors + " anchors");
        return add(new Operation.SplitAnchors(anchors), new AnchorMap(anchors, in.channels() / anchors, stride), x);
    }

    /** The boxes of a map in pixels; {@code map} is its index among the detector's maps. */
    public Value decodeBoxes(Value x, Parameter anchors, int map) {
        if (!(x.shape() instanceof AnchorMap in)) {
            throw new IllegalArgumentException(scope + ": needs a map with anchors, has " + x.shape());
        }
        return add(new Operation.DecodeBoxes(anchors, map, in.stride()), new Boxes(in.channels()), x);
    }

    /** Boxes of several maps, one after the other. */
    public Value concatBoxes(List<Value> boxes) {
        Shape shape = boxes.get(0).shape();
        require(
                shape instanceof Boxes && boxes.stream().allMatch(b -> b.shape().equals(shape)),
                () -> "joins boxes of one kind only");
        return add(new Operation.Concat(), shape, boxes.toArray(Value[]::new));
    }

    /** Returns the graph as it stands. */
    public Graph build() {
        return new Graph(state.input, state.nodes, state.outputs, state.stateDict.parameters(), state.parts);
    }

    private Value add(Operation operation, Shape shape, Value... inputs) {
        Value output = new Value(state.nodes.size() + 1, shape);
        state.nodes.add(new Node(scope, operation, List.of(inputs), output));
        return output;
    }

    private Parameter declare(String name, Role role, long... shape) {
        DType dtype = role == Role.BATCH_COUNTER ? DType.I64 : DType.F32;
        Parameter parameter =
                new Parameter(join(name), Arrays.stream(shape).boxed().toList(), dtype, role);
        require(stateDict.add(parameter), () -> "declares " + name + " twice");
        return parameter;
    }

    private Parameter weight(long... shape) {
        return declare("weight", Role.WEIGHT, shape);
    }

    private Parameter bias(int channels) {
        return declare("bias", Role.BIAS, channels);
    }

    private Size strideAfter(Value x, Window window) {
        Size in = map(x).stride();
        return new Size(
                Math.multiplyExact(in.height(), window.stride().height()),
                Math.multiplyExact(in.width(), window.stride().width()));
    }

    /** Returns the stride of a map made larger than {@code x}; no map is larger than the graph's input. */
    private Size finer(Value x, Size factor) {
        Size in = map(x).stride();
        require(
                in.height() % factor.height() == 0 && in.width() % factor.width() == 0,
                () -> "enlarges a map of stride " + side(in) + " by " + side(factor));
        return new Size(in.height() / factor.height(), in.width() / factor.width());
    }

    private void requireGroups(int in, int out, int groups) {
        require(
                in % groups == 0 && out % groups == 0,
                () -> in + " to " + out + " channels do not fall into " + groups + " groups");
    }

    private static String side(Size size) {
        return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
    }

    private FeatureMap map(Value x) {
        if (x.shape() instanceof FeatureMap map) {
            return map;
        }
        throw new IllegalArgumentException(scope + ": needs a feature map, has " + x.shape());
    }

    private Vector vector(Value x) {
        if (x.shape() instanceof Vector vector) {
            return vector;
        }
        throw new IllegalArgumentException(scope + ": needs a vector, has " + x.shape());
    }

    private String join(String name) {
        return scope.isEmpty() ? name : scope + "." + name;
    }

    private void require(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw new IllegalArgumentException(scope + ": " + message.get());
        }
    }
}
