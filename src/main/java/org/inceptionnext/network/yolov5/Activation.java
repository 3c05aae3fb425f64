package org.inceptionnext.network.yolov5;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Value;

/** What follows a batch normalisation. */
@FunctionalInterface
interface Activation {
    Activation SILU = (at, x) -> at.activation(x, Function.SILU);
    Activation IDENTITY = (at, x) -> x;

    /** torch's default. */
    double LEAKY_RELU_SLOPE = 0.01;

    Map<String, Function> FUNCTIONS = Map.of(
            "SiLU", Function.SILU,
            "ReLU", Function.RELU,
            "ReLU6", Function.RELU6,
            "Hardswish", Function.HARDSWISH,
            "Mish", Function.MISH,
            "GELU", Function.GELU);

    List<String> NAMES = List.of("SiLU", "ReLU", "ReLU6", "LeakyReLU", "Hardswish", "Mish", "GELU", "Identity");

    /** As people write it: {@code nn.SiLU()}, {@code nn.LeakyReLU(0.1)}, {@code Identity}. */
    Pattern SPELLING = Pattern.compile("(?:torch\\.)?(?:nn\\.)?(\\w+)(?:\\(([-+.0-9eE]*)\\))?");

    /** Adds the operation, or nothing for the identity. */
    Value apply(GraphBuilder at, Value x);

    /**
     * Reads an activation of the closed list: the original evaluates the text, which we never do.
     *
     * @throws IllegalArgumentException if it is not in the list
     */
    static Activation parse(String text) {
        Matcher matcher = SPELLING.matcher(text.strip());
        String argument = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
        if (matcher.matches() && matcher.group(1).equals("LeakyReLU")) {
            double slope = argument.isEmpty() ? LEAKY_RELU_SLOPE : Arguments.parseDouble(argument);
            return (at, x) -> at.leakyRelu(x, slope);
        }
        if (matcher.matches() && argument.isEmpty()) {
            Function function = FUNCTIONS.get(matcher.group(1));
            if (function != null) {
                return (at, x) -> at.activation(x, function);
            }
            if (matcher.group(1).equals("Identity")) {
                return IDENTITY;
            }
        }
        throw new IllegalArgumentException("unknown activation " + Arguments.show(text) + "; there are "
                + String.join(", ", NAMES) + " (LeakyReLU takes a slope)");
    }
}
