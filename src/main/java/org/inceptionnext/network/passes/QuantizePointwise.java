package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.QuantizedPointwise;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Weights;

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

    /** Returns whether a convolution is a linear layer at every position, with a bias. */
    static boolean isPointwise(Convolution convolution) {
        return convolution.groups() == 1
                && convolution.bias().isPresent()
                && convolution.window().equals(org.inceptionnext.network.Window.same(1, 1));
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

    /** Returns the layers that can be computed in 8 bits. */
    static List<Node> layers(Weights weights) {
        return weights.graph().nodes().stream()
                .filter(node -> Optional.of(node.operation())
                        .filter(Convolution.class::isInstance)
                        .map(Convolution.class::cast)
                        .filter(QuantizePointwise::isPointwise)
                        .isPresent())
                .toList();
    }
}
