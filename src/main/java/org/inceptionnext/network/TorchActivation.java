package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.jspecify.annotations.Nullable;

/**
 * Torch's activation modules as operations: those in this list, with the settings for which there is an operation. Nothing
 * is looked up by name outside the list.
 */
public final class TorchActivation {
    /** The module that hands its input through. */
    public static final String IDENTITY = "Identity";

    private static final String LEAKY_RELU = "LeakyReLU";

    /** Whether the input's memory is written over; changes no number. */
    private static final String INPLACE = "inplace";

    /** Torch's defaults of what each module can be told, in the order of its arguments. */
    private static final Map<String, List<Setting>> SETTINGS = Map.ofEntries(
            Map.entry(IDENTITY, List.of()),
            Map.entry("SiLU", List.of(inplace())),
            Map.entry("ReLU", List.of(inplace())),
            Map.entry("ReLU6", List.of(inplace())),
            Map.entry("Hardswish", List.of(inplace())),
            Map.entry("Mish", List.of(inplace())),
            Map.entry("SELU", List.of(inplace())),
            Map.entry("Sigmoid", List.of()),
            Map.entry("Tanh", List.of()),
            Map.entry("GELU", List.of(new Setting("approximate", "none"))),
            Map.entry("ELU", List.of(new Setting("alpha", 1.0), inplace())),
            Map.entry("Softplus", List.of(new Setting("beta", 1.0), new Setting("threshold", 20.0))),
            Map.entry(LEAKY_RELU, List.of(new Setting("negative_slope", 0.01), inplace())));

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
            Map.entry("SiLU", Function.SILU),
            Map.entry("ReLU", Function.RELU),
            Map.entry("ReLU6", Function.RELU6),
            Map.entry("Hardswish", Function.HARDSWISH),
            Map.entry("Mish", Function.MISH),
            Map.entry("SELU", Function.SELU),
            Map.entry("Sigmoid", Function.SIGMOID),
            Map.entry("Tanh", Function.TANH),
            Map.entry("GELU", Function.GELU),
            Map.entry("ELU", Function.ELU),
            Map.entry("Softplus", Function.SOFTPLUS));

    private TorchActivation() {}

    /**
     * One argument of a module.
     *
     * @param name torch's
     * @param usual what torch takes if it is not given: a number, a text or a truth value
     */
    public record Setting(String name, Object usual) {}

    private static Setting inplace() {
        return new Setting(INPLACE, false);
    }

    /** Returns the names of the modules, as torch spells them, sorted. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(SETTINGS.keySet());
        names.sort(null);
        return List.copyOf(names);
    }

    /** Returns whether this is the name of a module in the list. */
    public static boolean isKnown(String name) {
        return SETTINGS.containsKey(name);
    }

    /**
     * Returns what a module can be told, in the order of torch's arguments.
     *
     * @throws IllegalArgumentException if the module is not in the list
     */
    public static List<Setting> settings(String name) {
        List<Setting> settings = SETTINGS.get(name);
        if (settings == null) {
            throw new IllegalArgumentException(
                    "unknown activation '" + name + "'; there are " + String.join(", ", names()));
        }
        return settings;
    }

    /**
     * Returns the operation of a module.
     *
     * @param name torch's, such as {@code LeakyReLU}
     * @param given settings by torch's names; torch's defaults hold for the others
     * @return empty for the identity
     * @throws IllegalArgumentException if the module is not in the list, or has a setting for which there is no operation
     */
    public static Optional<Operation> operation(String name, Map<String, ?> given) {
        for (Setting setting : settings(name)) {
            Object value = given.get(setting.name());
            boolean isFree = setting.name().equals(INPLACE) || name.equals(LEAKY_RELU);
            if (value != null && !isFree && !isEqual(setting.usual(), value)) {
                throw new IllegalArgumentException(
                        name + " with " + setting.name() + " " + value + "; only " + setting.usual() + " is supported");
            }
        }
        if (name.equals(LEAKY_RELU)) {
            return Optional.of(new LeakyRelu(slope(given.get("negative_slope"))));
        }
        return Optional.ofNullable(FUNCTIONS.get(name)).map(Activation::new);
    }

    /**
     * Reads an activation as people write it: {@code nn.LeakyReLU(negative_slope=0.1, inplace=True)}, {@code Hardswish}.
     * Nothing is evaluated.
     *
     * @return empty for the identity
     * @throws IllegalArgumentException if it is not in the list, or has an argument that is not supported
     */
    public static Optional<Operation> parse(String text) {
        return ActivationText.parse(text);
    }

    private static double slope(@Nullable Object value) {
        if (value == null) {
            return (Double) settings(LEAKY_RELU).get(0).usual();
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(LEAKY_RELU + " with negative_slope " + value + "; a number is needed");
    }

    private static boolean isEqual(Object usual, Object value) {
        return usual instanceof Number number && value instanceof Number other
                ? number.doubleValue() == other.doubleValue()
                : usual.equals(value);
    }

    /** Returns how torch would print an operation: {@code SiLU}, {@code LeakyReLU(0.1)}, {@code Identity}. */
    public static String shown(Optional<Operation> operation) {
        if (operation.isEmpty()) {
            return IDENTITY;
        }
        if (operation.get() instanceof LeakyRelu leaky) {
            return LEAKY_RELU + "(" + leaky.negativeSlope() + ")";
        }
        return FUNCTIONS.entrySet().stream()
                .filter(entry -> operation.get().equals(new Activation(entry.getValue())))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no activation: " + operation.get()));
    }
}
