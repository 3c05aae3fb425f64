package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
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

/**
 * Rounds 1x1 convolutions to 8 bits: each output channel's weights to 255 steps from minus to plus their greatest. Not exact,
 * unlike the other passes.
 */
record QuantizePointwise(Quantization quantization) {
    /** The greatest weight; -128 is left out, so that steps go equally far both ways. */
    private static final int GREATEST = 127;

    /** The rounded weights of a layer. */
    private record Rounded(Tensor weight, Tensor scale) {}

    Weights apply(Weights weights) throws IOException {
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

    private static QuantizedPointwise rounded(GraphEdit edit, Convolution convolution, ActivationRange range)
            throws IOException {
        Parameter old = convolution.weight();
        Rounded rounded = round(edit.tensor(old));
        Parameter weight = new Parameter(old.name(), rounded.weight().shape(), DType.I8, Role.WEIGHT);
        Parameter scale = new Parameter(old.name() + "_scale", rounded.scale().shape(), DType.F32, Role.WEIGHT_SCALE);
        edit.put(weight, rounded.weight());
        edit.put(scale, rounded.scale());
        return new QuantizedPointwise(weight, scale, convolution.bias().orElseThrow(), range);
    }

    private static Rounded round(Tensor tensor) throws IOException {
        float[] values = tensor.floats();
        int outputs = tensor.shape().get(0).intValue();
        int inputs = values.length / outputs;
        float[] scales = new float[outputs];
        ByteBuffer steps = ByteBuffer.allocate(values.length);
        for (int o = 0; o < outputs; o++) {
            float greatest = 0;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            float scale = greatest == 0 ? 1 : greatest / GREATEST;
            scales[o] = scale;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                steps.put((byte) Math.rint(values[i] / scale));
            }
        }
        List<Long> shape = List.of((long) outputs, (long) inputs);
        return new Rounded(
                Tensors.ofBytes(tensor.name(), DType.I8, shape, steps.flip()),
                Tensors.ofFloats(tensor.name() + "_scale", List.of((long) outputs), scales));
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
