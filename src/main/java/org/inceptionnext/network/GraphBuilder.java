package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value.Shape;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Value.Shape.Vector;

/**
 * Builds a {@link Graph} from inside a scope.
 *
 * <p>A scope is a prefix of parameter names. {@link #in} goes one deeper, as a module does in a state dict, so the code
 * that builds a network has the structure of its checkpoint. All builders of one graph share one list of nodes.
 * Parameters stand in the state dict in the order in which they are declared.
 */
public final class GraphBuilder {
    private final State state;
    private final String scope;

    private GraphBuilder(State state, String scope) {
        this.state = state;
        this.scope = scope;
    }

    private static final class State {
        private final Value input;
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Value> outputs = new LinkedHashMap<>();
        private final Map<String, Parameter> parameters = new LinkedHashMap<>();
        private final List<String> parts = new ArrayList<>();

        State(Value input) {
            this.input = input;
        }
    }

    /** Starts a graph whose input is a batch of images with this many channels. */
    public static GraphBuilder forImages(int channels) {
        return new GraphBuilder(new State(new Value(0, new FeatureMap(channels, 1))), "");
    }

    /** Returns the graph's input. */
    public Value input() {
        return state.input;
    }

    /** Returns a builder for the scope of this name inside this one. */
    public GraphBuilder in(String name) {
        return new GraphBuilder(state, join(name));
    }

    /** Returns a builder for the scope of this index inside this one. */
    public GraphBuilder in(int index) {
        return in(Integer.toString(index));
    }

    /** Like {@link #in(String)}, for a scope by which the network is counted and shown. */
    public GraphBuilder part(String name) {
        GraphBuilder part = in(name);
        state.parts.add(part.scope);
        return part;
    }

    /** Declares that a value is an output of the graph. */
    public void output(String name, Value value) {
        require(state.outputs.putIfAbsent(name, value) == null, "a second output " + name);
    }

    /** Declares a factor per channel ({@code gamma} in the upstream checkpoints), for {@link #channelScale}. */
    public Parameter layerScale(String name, int channels) {
        return declare(name, Role.LAYER_SCALE, channels);
    }

    /** A convolution with a bias ({@code weight}, {@code bias}). */
    public Value convolution(Value x, int outChannels, Window window, int groups) {
        FeatureMap in = map(x);
        require(
                in.channels() % groups == 0 && outChannels % groups == 0,
                in.channels() + " to " + outChannels + " channels do not fall into " + groups + " groups");
        require(window.stride().height() == window.stride().width(), "one stride for height and width");
        Parameter weight = declare(
                "weight",
                Role.WEIGHT,
                outChannels,
                in.channels() / groups,
                window.kernel().height(),
                window.kernel().width());
        Parameter bias = declare("bias", Role.BIAS, outChannels);
        return add(
                new Operation.Convolution(weight, Optional.of(bias), window, groups),
                new FeatureMap(outChannels, in.stride() * window.stride().height()),
                x);
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
        Parameter weight = declare("weight", Role.WEIGHT, outFeatures, vector(x).channels());
        Parameter bias = declare("bias", Role.BIAS, outFeatures);
        return add(new Operation.Linear(weight, bias), new Vector(outFeatures), x);
    }

    /** The exact GELU. */
    public Value gelu(Value x) {
        return add(new Operation.Gelu(), x.shape(), x);
    }

    /** The sum of two values. */
    public Value add(Value a, Value b) {
        require(a.shape().equals(b.shape()), "adds " + a.shape() + " and " + b.shape());
        return add(new Operation.Add(), a.shape(), a, b);
    }

    /** A feature map times a factor per channel. */
    public Value channelScale(Value x, Parameter scale) {
        require(
                scale.shape().equals(List.of((long) map(x).channels())),
                "scales " + x.channels() + " channels by a factor of shape " + scale.shape());
        return add(new Operation.ChannelScale(scale), x.shape(), x);
    }

    /** Some channels of a feature map. */
    public Value slice(Value x, int start, int length) {
        FeatureMap in = map(x);
        require(
                start >= 0 && length > 0 && start + length <= in.channels(),
                "channels " + start + " to " + (start + length) + " of " + in.channels());
        return add(new Operation.Slice(start, length), new FeatureMap(length, in.stride()), x);
    }

    /** Feature maps of one size, one after the other along the channels. */
    public Value concat(Value... maps) {
        int stride = map(maps[0]).stride();
        int channels = 0;
        for (Value x : maps) {
            require(map(x).stride() == stride, "joins maps of strides " + stride + " and " + map(x).stride());
            channels += x.channels();
        }
        return add(new Operation.Concat(), new FeatureMap(channels, stride), maps);
    }

    /** The mean of a feature map over height and width. */
    public Value globalAveragePool(Value x) {
        return add(new Operation.GlobalAveragePool(), new Vector(map(x).channels()), x);
    }

    /** Returns the graph as it stands. */
    public Graph build() {
        return new Graph(state.input, state.nodes, state.outputs, List.copyOf(state.parameters.values()), state.parts);
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
        require(state.parameters.putIfAbsent(parameter.name(), parameter) == null, "declares " + name + " twice");
        return parameter;
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

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(scope + ": " + message);
        }
    }
}
