package org.inceptionnext.compile;

import java.util.Optional;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.Convolution;

/**
 * Calls of torch's private operators on oneDNN ({@code ops.mkldnn}), of libtorch 2.7: layers with an activation or an addition
 * in one call, on weights that may be packed.
 */
final class OneDnn {
    private static final String NO_NUMBERS = "annotate(List[Optional[number]], [])";

    private OneDnn() {}

    /** No activation. */
    static String none() {
        return "\"none\", " + NO_NUMBERS + ", None";
    }

    /**
     * The activation as the last three arguments of a layer: its name, its numbers, and how it is computed; empty if a layer's
     * call cannot apply it.
     */
    static Optional<String> activation(Function function) {
        return switch (function) {
            case GELU -> Optional.of("\"gelu\", " + NO_NUMBERS + ", \"none\"");
            case SILU -> Optional.of("\"swish\", " + NO_NUMBERS + ", None");
            case RELU -> Optional.of("\"relu\", " + NO_NUMBERS + ", None");
            case HARDSWISH -> Optional.of("\"hardswish\", " + NO_NUMBERS + ", None");
            case RELU6, MISH, ELU, SELU, SIGMOID, TANH, SOFTPLUS -> Optional.empty();
        };
    }

    /**
     * A linear layer over the last dimension.
     *
     * @param rows (..., inputs), contiguous
     */
    static String linear(String rows, String weight, String bias, String activation) {
        return "ops.mkldnn._linear_pointwise(" + String.join(", ", rows, weight, bias, activation) + ")";
    }

    /** A linear layer over the last dimension, plus another value of the result's shape. */
    static String linearPlus(String rows, String other, String weight, String bias) {
        return "ops.mkldnn._linear_pointwise(" + String.join(", ", rows, other, weight, bias) + ", \"add\")";
    }

    static String convolution(String map, String weight, String bias, Convolution convolution, String activation) {
        return "ops.mkldnn._convolution_pointwise("
                + String.join(", ", map, weight, bias, Packing.windowed(convolution), activation) + ")";
    }
}
