package org.inceptionnext.compile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Operation.QuantizedLinear;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;

/**
 * How the weights of a network are laid out for oneDNN's operators: which are matrices, and for which sizes each is packed.
 * Weights that are packed for one size are right at every other, and fastest at their own.
 */
final class Packing {
    private static final Size ONE = new Size(1, 1);

    private final Map<Value, Size> sizes;
    private final Map<Parameter, Node> matrices = new LinkedHashMap<>();
    private final Map<Parameter, Node> kernels = new LinkedHashMap<>();
    private final Map<Parameter, Node> byteMatrices = new LinkedHashMap<>();
    private final Map<Parameter, Node> byteKernels = new LinkedHashMap<>();
    private final Fusions fusions;

    /**
     * @param inputSize the size for which the weights are packed
     */
    Packing(Graph graph, Size inputSize) {
        this.sizes = new HashMap<>(graph.sizes(inputSize.height(), inputSize.width()));
        this.fusions = new Fusions(graph);
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolution convolution) {
                (isPointwise(convolution) ? matrices : kernels).put(convolution.weight(), node);
            } else if (node.operation() instanceof Linear linear) {
                matrices.put(linear.weight(), node);
            } else if (node.operation() instanceof QuantizedConvolution quantized) {
                (quantized.window().isPointwise() ? byteMatrices : byteKernels).put(quantized.weight(), node);
            } else if (node.operation() instanceof QuantizedLinear quantized) {
                byteMatrices.put(quantized.weight(), node);
            }
        }
    }

    /** Returns whether a convolution is a linear layer at every position. */
    static boolean isPointwise(Convolution convolution) {
        return convolution.groups() == 1 && convolution.window().isPointwise();
    }

    /** Returns whether some layers are in 8 bits. */
    boolean hasBytes() {
        return !byteMatrices.isEmpty() || !byteKernels.isEmpty();
    }

    Fusions fusions() {
        return fusions;
    }

    /** Returns whether a parameter is stored as a matrix: (outputs, inputs). */
    boolean isMatrix(Parameter parameter) {
        return matrices.containsKey(parameter) || byteMatrices.containsKey(parameter);
    }

    /** Returns the shape in which a parameter is stored. */
    List<Long> storedShape(Parameter parameter) {
        return isMatrix(parameter) ? parameter.shape().subList(0, 2) : parameter.shape();
    }

    /** Returns the method that packs all weights for a batch of so many pictures. */
    String method(Function<Parameter, String> attributes) {
        StringBuilder text = new StringBuilder(
                "  def prepack(self: __torch__." + ModuleCode.CLASS_NAME + ",\n    batch: int) -> NoneType:\n");
        matrices.forEach((parameter, node) -> {
            String attribute = attributes.apply(parameter);
            text.append("    " + attribute + " = ops.mkldnn._reorder_linear_weight(" + attribute + ", torch.mul(batch, "
                    + inputSize(node).area() + "))\n");
        });
        byteMatrices.forEach((parameter, node) -> {
            String attribute = attributes.apply(parameter);
            String rows = "torch.mul(batch, " + inputSize(node).area() + ")";
            text.append("    " + attribute + " = "
                    + Int8.pack(attribute, rows, parameter.shape().get(1)) + "\n");
        });
        byteKernels.forEach((parameter, node) -> {
            QuantizedConvolution layer = (QuantizedConvolution) node.operation();
            String attribute = attributes.apply(parameter);
            String scale = attributes.apply(layer.scale());
            text.append("    " + attribute + " = " + Int8.pack(attribute, scale, layer, inputShape(node)) + "\n");
        });
        kernels.forEach((parameter, node) -> {
            String attribute = attributes.apply(parameter);
            text.append("    " + attribute + " = ops.mkldnn._reorder_convolution_weight(" + attribute + ", "
                    + windowed((Convolution) node.operation()) + ", " + inputShape(node) + ")\n");
        });
        return text + "    return None\n";
    }

    /** Returns how a convolution moves, in the order of oneDNN's operators. */
    static String windowed(Convolution convolution) {
        Window window = convolution.window();
        return TorchScriptEmitter.pair(window.padding()) + ", " + TorchScriptEmitter.pair(window.stride()) + ", "
                + TorchScriptEmitter.pair(window.dilation()) + ", " + convolution.groups();
    }

    private String inputShape(Node node) {
        Value input = node.inputs().get(0);
        Size size = inputSize(node);
        return "[batch, " + input.channels() + ", " + size.height() + ", " + size.width() + "]";
    }

    private Size inputSize(Node node) {
        return sizes.getOrDefault(node.inputs().get(0), ONE);
    }
}
