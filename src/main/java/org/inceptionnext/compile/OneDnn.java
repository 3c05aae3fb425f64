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

    /**
     * What a layer's call does to its result.
     *
     * @param name of the activation
     * @param algorithm how it is computed; empty if there is one way only
     */
    record PostOperation(String name, Optional<String> algorithm) {

        /** Returns the last three arguments of a layer: the name, its numbers, and how it is computed. */
        String text(String noAlgorithm) {
            return "\"" + name + "\", " + NO_NUMBERS + ", "
                    + algorithm.map(text -> "\"" + text + "\"").orElse(noAlgorithm);
        }

        @Override
        public String toString() {
            return text("None");
        }
    }

    /** No activation. */
    static PostOperation none() {
        return new PostOperation("none", Optional.empty());
    }

    /** The activation as a layer's call does it; empty if it cannot. */
    static Optional<PostOperation> activation(Function function) {
        return switch (function) {
            case GELU -> Optional.of(new PostOperation("gelu", Optional.of("none")));
            case SILU -> Optional.of(new PostOperation("swish", Optional.empty()));
            case RELU -> Optional.of(new PostOperation("relu", Optional.empty()));
            case HARDSWISH -> Optional.of(new PostOperation("hardswish", Optional.empty()));
            case RELU6, MISH, ELU, SELU, SIGMOID, TANH, SOFTPLUS -> Optional.empty();
        };
    }

    /**
     * A linear layer over the last dimension.
     *
     * @param rows (..., inputs), contiguous
     */
    static String linear(String rows, String weight, String bias, PostOperation activation) {
        return "ops.mkldnn._linear_pointwise(" + String.join(", ", rows, weight, bias, activation.toString()) + ")";
    }

    /** A linear layer over the last dimension, plus another value of the result's shape. */
    static String linearPlus(String rows, String other, String weight, String bias) {
        return "ops.mkldnn._linear_pointwise(" + String.join(", ", rows, other, weight, bias) + ", \"add\")";
    }

    static String convolution(
            String map, String weight, String bias, Convolution convolution, PostOperation activation) {
        return "ops.mkldnn._convolution_pointwise("
                + String.join(", ", map, weight, bias, Packing.windowed(convolution), activation.toString()) + ")";
    }
}
