package org.inceptionnext.network.passes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.QuantizedPointwise;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;

/** Rounds 1x1 convolutions to 8 bits. Not exact, unlike the other passes. */
record QuantizePointwise(Quantization quantization) {
    Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(weights);
        for (Node node : edit.nodes()) {
            ActivationRange range = quantization.ranges().get(node.scope());
            if (range != null && node.operation() instanceof Convolution convolution && isPointwise(convolution)) {
                edit.replace(
                        node, new Node(node.scope(), rounded(edit, convolution, range), node.inputs(), node.output()));
            }
        }
        return edit.result();
    }

    /** Returns whether an operation is a linear layer at every position, with a bias. */
    private static boolean isPointwise(Operation operation) {
        return operation instanceof Convolution convolution
                && convolution.groups() == 1
                && convolution.bias().isPresent()
                && convolution.window().equals(Window.same(1, 1));
    }

    private static QuantizedPointwise rounded(GraphEdit edit, Convolution convolution, ActivationRange range) {
        Parameter old = convolution.weight();
        Tensor source = edit.tensor(old);
        long outputs = old.shape().get(0);
        Parameter weight =
                new Parameter(old.name(), List.of(outputs, source.elementCount() / outputs), DType.I8, Role.WEIGHT);
        Parameter scale = new Parameter(old.name() + "_scale", List.of(outputs), DType.F32, Role.WEIGHT_SCALE);
        edit.put(weight, RoundedTensor.of(weight, source));
        edit.put(scale, RoundedTensor.scale(scale, source));
        return new QuantizedPointwise(weight, scale, convolution.bias().orElseThrow(), range);
    }

    /**
     * Returns the layers that can be computed in 8 bits: of each multilayer perceptron (two linear layers, an activation between
     * them, added to what passes by) both. Those are 90 % of what an InceptionNeXt multiplies and more;
     * the 1x1 convolutions of a detector's neck and head are 2 to 12 % of what it does, and stand next to the boxes.
     */
    static List<Node> layers(Weights weights) {
        GraphEdit graph = new GraphEdit(weights);
        Set<Node> found = new HashSet<>();
        for (Node add : graph.nodes()) {
            if (add.operation() instanceof Add) {
                add.inputs().forEach(branch -> found.addAll(perceptron(graph, branch)));
            }
        }
        return graph.nodes().stream().filter(found::contains).toList();
    }

    /** Returns the two layers that make a value for one reader; none if it is made in another way. */
    private static List<Node> perceptron(GraphEdit graph, Value branch) {
        Optional<Node> second = madeForOne(graph, branch, QuantizePointwise::isPointwise);
        Optional<Node> first = second.flatMap(
                        node -> madeForOne(graph, node.inputs().get(0), Activation.class::isInstance))
                .flatMap(node -> madeForOne(graph, node.inputs().get(0), QuantizePointwise::isPointwise));
        return first.isPresent() ? List.of(first.get(), second.get()) : List.of();
    }

    private static Optional<Node> madeForOne(GraphEdit graph, Value value, Predicate<Operation> kind) {
        return graph.onlyReader(value)
                .flatMap(reader -> graph.producer(value))
                .filter(node -> kind.test(node.operation()));
    }
}
