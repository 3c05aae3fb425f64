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
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Operation.QuantizedLinear;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;

/** Rounds linear layers, and convolutions of one group without padding, to 8 bits. Not exact, unlike the other passes. */
record QuantizeLayers(Quantization quantization) {
    Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(weights);
        for (Node node : edit.nodes()) {
            ActivationRange range = quantization.ranges().get(node.scope());
            if (range != null) {
                rounded(edit, node.operation(), range)
                        .ifPresent(layer ->
                                edit.replace(node, new Node(node.scope(), layer, node.inputs(), node.output())));
            }
        }
        return edit.result();
    }

    private static Optional<QuantizedLayer> rounded(GraphEdit edit, Operation operation, ActivationRange range) {
        if (operation instanceof Convolution convolution && isPlain(convolution)) {
            Rounded weight = Rounded.of(edit, convolution.weight());
            Parameter bias = convolution.bias().orElseThrow();
            return Optional.of(
                    new QuantizedConvolution(weight.steps(), weight.scale(), bias, convolution.window(), range));
        }
        if (operation instanceof Linear linear) {
            Rounded weight = Rounded.of(edit, linear.weight());
            return Optional.of(new QuantizedLinear(weight.steps(), weight.scale(), linear.bias(), range));
        }
        return Optional.empty();
    }

    /** Returns whether an operation is a linear layer at every position, with a bias. */
    private static boolean isPointwise(Operation operation) {
        return operation instanceof Convolution convolution
                && isPlain(convolution)
                && convolution.window().isPointwise();
    }

    /** Returns whether an operation cuts its map into patches, each of which becomes one position. */
    private static boolean isPatches(Operation operation) {
        return operation instanceof Convolution convolution
                && isPlain(convolution)
                && convolution.window().stride().equals(convolution.window().kernel())
                && !isPointwise(operation);
    }

    private static boolean isPlain(Convolution convolution) {
        return convolution.groups() == 1
                && convolution.bias().isPresent()
                && convolution.window().isUnpadded();
    }

    /** What a weight becomes. */
    private record Rounded(Parameter steps, Parameter scale) {

        static Rounded of(GraphEdit edit, Parameter old) {
            Tensor source = edit.tensor(old);
            List<Long> outputs = old.shape().subList(0, 1);
            Parameter steps = new Parameter(old.name(), old.shape(), DType.I8, Role.WEIGHT);
            Parameter scale = new Parameter(old.name() + "_scale", outputs, DType.F32, Role.WEIGHT_SCALE);
            edit.put(steps, RoundedTensor.of(steps, source));
            edit.put(scale, RoundedTensor.scale(scale, source));
            return new Rounded(steps, scale);
        }
    }

    /**
     * Returns the layers that can be computed in 8 bits: of each multilayer perceptron (two linear layers, an activation between
     * them, added to what passes by) both; the convolutions between stages, which join patches of 2x2; and the last layer of a
     * classifier's head. The perceptrons are 90 % of what an InceptionNeXt multiplies and more; the others are a seventh of tiny's
     * weights, all of which are read for each picture. The first convolution keeps the pixels' precision, and the head's first
     * layer that of pooled channels, which nothing has brought to one range. The 1x1 convolutions of a detector's neck and head
     * are 2 to 12 % of what it does, and stand next to the boxes.
     */
    static List<Node> layers(Weights weights) {
        GraphEdit graph = new GraphEdit(weights);
        Set<Node> found = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Add) {
                node.inputs().forEach(branch -> found.addAll(perceptron(graph, branch)));
            } else if (isAfterNorm(graph, node) || isBetweenStages(graph, node)) {
                found.add(node);
            }
        }
        return graph.nodes().stream().filter(found::contains).toList();
    }

    private static boolean isAfterNorm(GraphEdit graph, Node node) {
        return node.operation() instanceof Linear
                && graph.producer(node.inputs().get(0))
                        .filter(producer -> producer.operation() instanceof LayerNorm)
                        .isPresent();
    }

    private static boolean isBetweenStages(GraphEdit graph, Node node) {
        return isPatches(node.operation())
                && graph.producer(node.inputs().get(0)).isPresent();
    }

    /** Returns the two layers that make a value for one reader; none if it is made in another way. */
    private static List<Node> perceptron(GraphEdit graph, Value branch) {
        Optional<Node> second = madeForOne(graph, branch, QuantizeLayers::isPointwise);
        Optional<Node> first = second.flatMap(
                        node -> madeForOne(graph, node.inputs().get(0), Activation.class::isInstance))
                .flatMap(node -> madeForOne(graph, node.inputs().get(0), QuantizeLayers::isPointwise));
        return first.isPresent() ? List.of(first.get(), second.get()) : List.of();
    }

    private static Optional<Node> madeForOne(GraphEdit graph, Value value, Predicate<Operation> kind) {
        return graph.onlyReader(value)
                .flatMap(reader -> graph.producer(value))
                .filter(node -> kind.test(node.operation()));
    }
}
