package org.inceptionnext.compile;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/**
 * A graph as the text of a TorchScript class, in the subset of Python that torch itself writes into an archive.
 *
 * <p>Every parameter is an attribute of the one module, named like its key with underscores for dots. A method computes
 * only what its outputs need.
 *
 * <p>An output that ends in a number, such as {@code features_2}, is an element of the list that the method before the
 * number returns; every other output has a method of its own.
 *
 * <p>A packed module has two methods more: {@code reference}, what {@code forward} computes but by plain operators, and
 * {@code prepack}, which packs the weights for a batch and ends the use of {@code reference}.
 */
final class ModuleCode {
    static final String CLASS_NAME = "Net";

    private static final String FORWARD = "forward";
    private static final String REFERENCE = "reference";

    /** What the network is for: the outputs of which it has one, and which is that of {@code forward}. */
    private static final Set<String> MAIN_OUTPUTS = Set.of("logits", "predictions");

    private static final Pattern NUMBERED = Pattern.compile("(.*)_[0-9]+");

    private final Graph graph;
    private final DType dtype;
    private final MemoryFormat format;
    private final Optional<Packing> packing;
    private final Map<Parameter, String> attributes = new LinkedHashMap<>();

    /**
     * @param format of maps where plain operators compute them; oneDNN's have the channels last
     * @param packing how weights are packed for oneDNN's operators; none for plain operators
     */
    ModuleCode(Graph graph, List<Parameter> parameters, DType dtype, MemoryFormat format, Optional<Packing> packing) {
        this.graph = graph;
        this.dtype = dtype;
        this.format = format;
        this.packing = packing;
        MethodBody.requireComputable(dtype);
        for (Parameter parameter : parameters) {
            String attribute = parameter.name().replace('.', '_');
            if (attributes.containsValue(attribute)) {
                throw new IllegalArgumentException("two parameters are called " + attribute);
            }
            attributes.put(parameter, attribute);
        }
    }

    /** Returns the names of the module's attributes, in the order of the parameters. */
    List<String> attributes() {
        return List.copyOf(attributes.values());
    }

    /** Returns the whole source. */
    String text() {
        StringBuilder text = new StringBuilder("class " + CLASS_NAME + "(Module):\n");
        text.append("  __parameters__ = ").append(names(false)).append("\n");
        text.append("  __buffers__ = ").append(names(true)).append("\n");
        attributes.values().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
        text.append("  training : bool\n");
        singleOutputs().forEach((name, value) -> text.append(method(name, value)));
        numberedOutputs().forEach((name, values) -> text.append(listMethod(name, values)));
        packing.ifPresent(packed -> {
            text.append(reference(packed, requireNonNull(singleOutputs().get(FORWARD))));
            text.append(packed.method(this::attribute));
        });
        return text.toString();
    }

    private Map<String, Value> singleOutputs() {
        Map<String, Value> single = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> {
            if (!NUMBERED.matcher(name).matches()) {
                single.put(MAIN_OUTPUTS.contains(name) ? FORWARD : name, value);
            }
        });
        return single;
    }

    private Map<String, List<Value>> numberedOutputs() {
        Map<String, List<Value>> numbered = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> {
            Matcher matcher = NUMBERED.matcher(name);
            if (matcher.matches()) {
                numbered.computeIfAbsent(matcher.group(1), n -> new ArrayList<>())
                        .add(value);
            }
        });
        return numbered;
    }

    private String names(boolean buffers) {
        return attributes.entrySet().stream()
                .filter(e -> e.getKey().role().isBuffer() == buffers)
                .map(e -> "\"" + e.getValue() + "\", ")
                .collect(Collectors.joining("", "[", "]"));
    }

    private String method(String name, Value value) {
        MethodBody body = body();
        body.compute(graph.nodesFor(List.of(value)));
        return body.text(name, "Tensor", body.result(value));
    }

    private String listMethod(String name, List<Value> values) {
        MethodBody body = body();
        body.compute(graph.nodesFor(values));
        String results = values.stream().map(body::result).collect(Collectors.joining(", "));
        return body.text(name, "List[Tensor]", "[" + results + "]");
    }

    private MethodBody body() {
        return packing.isPresent()
                ? new PackedBody(graph.input(), dtype, this::attribute, packing.get())
                : new MethodBody(graph.input(), dtype, format, this::attribute);
    }

    /** What {@code forward} computes, by plain operators and from the weights as they are before they are packed. */
    private String reference(Packing packed, Value value) {
        MethodBody body = new MethodBody(
                graph.input(),
                dtype,
                format,
                parameter -> packed.isMatrix(parameter)
                        ? "torch.reshape(" + attribute(parameter) + ", " + parameter.shape() + ")"
                        : attribute(parameter));
        body.compute(graph.nodesFor(List.of(value)));
        return body.text(REFERENCE, "Tensor", body.result(value));
    }

    private String attribute(Parameter parameter) {
        return Optional.ofNullable(attributes.get(parameter))
                .map(name -> "self." + name)
                .orElseThrow();
    }
}
