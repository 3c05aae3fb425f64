package org.inceptionnext.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Value;
import org.jspecify.annotations.Nullable;

/** Which operations one call of oneDNN does together: a convolution or linear layer, and what follows it alone. */
final class Fusions {
    private final Map<Value, Node> producers = new HashMap<>();
    private final Map<Value, Integer> readers = new HashMap<>();
    private final Map<Value, ActivationRange> ranges = new HashMap<>();
    private final Map<Node, Node> firsts = new HashMap<>();
    private final Set<Node> absorbed = new HashSet<>();

    Fusions(Graph graph) {
        for (Node node : graph.nodes()) {
            producers.put(node.output(), node);
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
            if (node.operation() instanceof QuantizedLayer quantized) {
                ranges.put(node.inputs().get(0), quantized.input());
            }
        }
        graph.outputs().values().forEach(values -> values.forEach(output -> readers.merge(output, 1, Integer::sum)));
        graph.nodes().forEach(this::fuse);
    }

    private void fuse(Node node) {
        Optional<Node> first = Optional.empty();
        if (node.operation() instanceof Activation activation
                && OneDnn.activation(activation.function()).isPresent()) {
            first = onlyFor(node.inputs().get(0)).filter(Fusions::isLayer);
        } else if (node.operation() instanceof Add) {
            // The residual branch stands second.
            first = residual(node, 1).or(() -> residual(node, 0));
        }
        first.ifPresent(layer -> {
            firsts.put(node, layer);
            absorbed.add(layer);
        });
    }

    /** Returns the layer that makes one operand of an addition, if it can add the other as it goes. */
    private Optional<Node> residual(Node add, int operand) {
        List<Value> inputs = add.inputs();
        return onlyFor(inputs.get(operand))
                .filter(layer ->
                        isPointwise(layer.operation()) && !layer.output().equals(inputs.get(1 - operand)));
    }

    private Optional<Node> onlyFor(Value value) {
        return readers.getOrDefault(value, 0) == 1 ? Optional.ofNullable(producers.get(value)) : Optional.empty();
    }

    private static boolean isPointwise(Operation operation) {
        return operation instanceof QuantizedConvolution quantized
                        && quantized.window().isPointwise()
                || operation instanceof Convolution convolution && Packing.isPointwise(convolution);
    }

    private static boolean isLayer(Node node) {
        return node.operation() instanceof Convolution
                || node.operation() instanceof Linear
                || node.operation() instanceof QuantizedLayer;
    }

    /** Returns the range in which a value's only reader takes bytes; empty if it takes numbers, or there are more readers. */
    Optional<ActivationRange> rangeOfReader(Value value) {
        return readers.getOrDefault(value, 0) == 1 ? Optional.ofNullable(ranges.get(value)) : Optional.empty();
    }

    /** Returns whether a later node does what this one does. */
    boolean isAbsorbed(Node node) {
        return absorbed.contains(node);
    }

    /** Returns the layer that a node does together with its own operation; null if there is none. */
    @Nullable
    Node first(Node node) {
        return firsts.get(node);
    }

    /** Returns whether a value is a slice of another's channels, and so has holes in memory. */
    boolean isSlice(Value value) {
        Node producer = producers.get(value);
        return producer != null && producer.operation() instanceof Slice;
    }
}
