package org.inceptionnext.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/**
 * A graph as the text of a TorchScript class, in the subset of Python that torch itself writes into an archive.
 *
 * <p>Every parameter is an attribute of the one module, named like its key with underscores for dots. A method computes
 * only what its outputs need.
 *
 * <p>Every output has a method of its own; one that is a list of values returns a list.
 *
 * <p>A packed module has two methods more: {@code reference}, what {@code forward} computes but by plain operators, and
 * {@code prepack}, which packs the weights for a batch and ends the use of {@code reference}; if it computes in 8 bits, also
 * {@code widest}, see {@link Int8#WIDEST}.
 */
final class ModuleCode {
    static final String CLASS_NAME = "Net";

    private static final String REFERENCE = "reference";

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
        graph.outputs().forEach((kind, values) -> text.append(method(kind, values)));
        packing.ifPresent(packed -> {
            text.append(reference(packed, graph.output(graph.mainOutput())));
            text.append(packed.method(this::attribute));
            if (packed.hasBytes()) {
                text.append(Int8.widestProduct());
            }
        });
        return text.toString();
    }

    private String names(boolean buffers) {
        return attributes.entrySet().stream()
                .filter(e -> e.getKey().role().isBuffer() == buffers)
                .map(e -> "\"" + e.getValue() + "\", ")
                .collect(Collectors.joining("", "[", "]"));
    }

    private String method(OutputKind kind, List<Value> values) {
        MethodBody body = body();
        body.compute(graph.nodesFor(values));
        String name = TorchScript.methodName(graph, kind);
        String results = values.stream().map(body::result).collect(Collectors.joining(", "));
        return kind.isList()
                ? body.text(name, "List[Tensor]", "[" + results + "]")
                : body.text(name, "Tensor", results);
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
