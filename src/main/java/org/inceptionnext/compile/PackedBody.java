package org.inceptionnext.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Operation.QuantizedLinear;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one method, by oneDNN's operators where there is one for it. Maps lie in memory with the channels last
 * ({@code (batch, height, width, channels)}), so that a 1x1 convolution is a matrix product; {@code n7} is the view of {@code
 * v7} that says so.
 */
final class PackedBody extends MethodBody {
    private final Fusions fusions;
    private final Set<Value> named = new HashSet<>();
    private final Map<Value, String> rows = new HashMap<>();
    private final Map<Value, String> bytes = new HashMap<>();

    PackedBody(Value input, DType dtype, Function<Parameter, String> attributes, Packing packing) {
        super(input, dtype, MemoryFormat.CHANNELS_LAST, attributes);
        this.fusions = packing.fusions();
        this.named.add(input);
    }

    @Override
    void compute(List<Node> nodes) {
        super.compute(nodes.stream().filter(node -> !fusions.isAbsorbed(node)).toList());
    }

    @Override
    void compute(Node node) {
        Node first = fusions.first(node);
        Node layer = first == null ? node : first;
        if (layer.operation() instanceof Convolution convolution) {
            convolution(node, layer, convolution);
        } else if (layer.operation() instanceof QuantizedLayer quantized) {
            quantized(node, layer, quantized);
        } else if (layer.operation() instanceof Linear linear) {
            String x = value(layer.inputs().get(0));
            define(
                    node.output(),
                    OneDnn.linear(x, parameter(linear.weight()), parameter(linear.bias()), activation(node)));
        } else {
            define(node.output(), node.operation().accept(new TorchScriptEmitter(this, node)));
        }
    }

    private void convolution(Node node, Node layer, Convolution convolution) {
        Value input = layer.inputs().get(0);
        String weight = parameter(convolution.weight());
        String bias = convolution.bias().map(this::parameter).orElse("None");
        if (!Packing.isPointwise(convolution)) {
            String map = fusions.isSlice(input) ? contiguous(value(input)) : value(input);
            define(node.output(), OneDnn.convolution(map, weight, bias, convolution, activation(node)));
            return;
        }
        Value other = added(node, layer);
        String product = other == null
                ? OneDnn.linear(rows(input), weight, bias, activation(node))
                : OneDnn.linearPlus(rows(input), rows(other), weight, bias);
        define(node.output(), product, "n", rows);
    }

    /** A layer in 8 bits; what only another such layer reads is made in bytes. */
    private void quantized(Node node, Node layer, QuantizedLayer quantized) {
        String weight = parameter(quantized.weight());
        Int8.Layer arguments =
                new Int8.Layer(quantized.input(), weight, parameter(quantized.scale()), parameter(quantized.bias()));
        String input = bytes(layer.inputs().get(0), quantized.input());
        if (quantized instanceof QuantizedConvolution convolution
                && !convolution.window().isPointwise()) {
            String map = let("torch.permute(" + input + ", [0, 3, 1, 2])");
            Window window = convolution.window();
            define(node.output(), Int8.convolution(map, arguments, window, dtype(), activation(node)));
            return;
        }
        Value other = added(node, layer);
        if (other != null) {
            define(node.output(), Int8.linearPlus(input, rows(other), arguments, dtype()), "n", rows);
            return;
        }
        Optional<ActivationRange> range = fusions.rangeOfReader(node.output());
        String product = Int8.linear(input, arguments, range, dtype(), activation(node));
        if (range.isPresent()) {
            define(node.output(), product, "q", bytes);
        } else if (quantized instanceof QuantizedLinear) {
            define(node.output(), product);
        } else {
            define(node.output(), product, "n", rows);
        }
    }

    /** Returns a vector, or a map as rows of channels, in bytes. */
    private String bytes(Value value, ActivationRange range) {
        String known = bytes.get(value);
        if (known != null) {
            return known;
        }
        String numbers = value.shape() instanceof Value.Shape.Vector ? value(value) : rows(value);
        return let(Int8.quantize(numbers, range, dtype()));
    }

    private void define(Value value, String expression, String prefix, Map<Value, String> names) {
        String name = prefix + value.id();
        assign(name, expression);
        names.put(value, name);
    }

    /** Returns what a node adds to the layer that it does together with the addition; null if it adds nothing. */
    private static @Nullable Value added(Node node, Node layer) {
        if (!(node.operation() instanceof Add)) {
            return null;
        }
        List<Value> operands = node.inputs();
        return operands.get(0).equals(layer.output()) ? operands.get(1) : operands.get(0);
    }

    private static OneDnn.PostOperation activation(Node node) {
        return node.operation() instanceof Activation activation
                ? OneDnn.activation(activation.function()).orElseThrow()
                : OneDnn.none();
    }

    private void define(Value value, String expression) {
        named.add(value);
        assign(name(value), expression);
    }

    @Override
    public String value(Value value) {
        if (named.add(value)) {
            assign(name(value), "torch.permute(" + rows(value) + ", [0, 3, 1, 2])");
        }
        return name(value);
    }

    /** Returns a map as rows of channels: {@code (batch, height, width, channels)}. */
    private String rows(Value map) {
        String known = rows.get(map);
        if (known != null) {
            return known;
        }
        String source = fusions.isSlice(map) ? contiguous(value(map)) : value(map);
        String name = "n" + map.id();
        assign(name, "torch.permute(" + source + ", [0, 2, 3, 1])");
        rows.put(map, name);
        return name;
    }

    /** A slice of channels has the others' places between its own, which oneDNN would copy away in each call. */
    private static String contiguous(String map) {
        return MemoryFormat.CHANNELS_LAST.of(map);
    }
}
