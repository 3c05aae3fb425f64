package org.inceptionnext.compile;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.jspecify.annotations.Nullable;

/**
 * The residual branches of a graph: what ends in a layer scale that only an addition reads. They are what drop path leaves
 * out, in their order.
 */
final class ResidualBranches {
    private final Map<Value, Node> producers = new HashMap<>();
    private final Map<Value, Integer> readers = new HashMap<>();
    private final Map<Node, Integer> numbers = new LinkedHashMap<>();
    private final Map<Node, Value> branches = new HashMap<>();
    private final Map<Node, Parameter> scales = new HashMap<>();
    private final Map<Node, Node> absorbed = new HashMap<>();

    ResidualBranches(Graph graph) {
        for (Node node : graph.nodes()) {
            producers.put(node.output(), node);
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        graph.outputs().values().forEach(values -> values.forEach(output -> readers.merge(output, 1, Integer::sum)));
        graph.nodes().stream().filter(node -> node.operation() instanceof Add).forEach(this::find);
    }

    private void find(Node add) {
        for (Value operand : add.inputs()) {
            Node scale = onlyFor(operand);
            if (scale != null && scale.operation() instanceof ChannelScale channelScale) {
                numbers.put(add, numbers.size());
                branches.put(add, operand);
                absorb(scale, channelScale);
                return;
            }
        }
    }

    /** A layer scale after a convolution is a factor of the convolution's weights. */
    private void absorb(Node scale, ChannelScale channelScale) {
        Node layer = onlyFor(scale.inputs().get(0));
        if (layer != null && layer.operation() instanceof Convolution) {
            scales.put(layer, channelScale.scale());
            absorbed.put(scale, layer);
        }
    }

    /** Returns how the branch ends that an addition adds, if it is such an end. */
    Optional<ResidualTail> tail(Node add) {
        Value branch = branches.get(add);
        Node scaling = branch == null ? null : requireNonNull(producers.get(branch));
        Node layer = scaling == null ? null : absorbed.get(scaling);
        Node activation = layer == null ? null : onlyFor(layer.inputs().get(0));
        if (scaling == null || layer == null || activation == null || !isGelu(activation)) {
            return Optional.empty();
        }
        Value kept = add.inputs().get(add.inputs().get(0).equals(branch) ? 1 : 0);
        return Optional.of(new ResidualTail(activation, layer, scaling, add, kept));
    }

    private static boolean isGelu(Node node) {
        return node.operation() instanceof Activation activation && activation.function() == Activation.Function.GELU;
    }

    private @Nullable Node onlyFor(Value value) {
        return readers.getOrDefault(value, 0) == 1 ? producers.get(value) : null;
    }

    int count() {
        return numbers.size();
    }

    /** Returns the number of the branch that an addition ends; null if it ends none. */
    @Nullable
    Integer number(Node add) {
        return numbers.get(add);
    }

    /** Returns which operand of an addition is its branch; null if it ends none. */
    @Nullable
    Value branch(Node add) {
        return branches.get(add);
    }

    /** Returns the factor of a convolution's output channels; null if it has none. */
    @Nullable
    Parameter scale(Node convolution) {
        return scales.get(convolution);
    }

    /** Returns whether a convolution does what this layer scale does. */
    boolean isAbsorbed(Node scale) {
        return absorbed.containsKey(scale);
    }
}
