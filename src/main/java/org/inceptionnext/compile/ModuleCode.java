package org.inceptionnext.compile;

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
import org.inceptionnext.network.Node;
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
 */
final class ModuleCode {
    static final String CLASS_NAME = "Net";

    /** What the network is for: the outputs of which it has one, and which is that of {@code forward}. */
    private static final Set<String> MAIN_OUTPUTS = Set.of("logits", "predictions");

    private static final Pattern NUMBERED = Pattern.compile("(.*)_[0-9]+");

    private final Graph graph;
    private final DType dtype;
    private final Map<Parameter, String> attributes = new LinkedHashMap<>();

    ModuleCode(Graph graph, List<Parameter> parameters, DType dtype) {
        this.graph = graph;
        this.dtype = dtype;
        scalarType(dtype);
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
        return text.toString();
    }

    private Map<String, Value> singleOutputs() {
        Map<String, Value> single = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> {
            if (!NUMBERED.matcher(name).matches()) {
                single.put(MAIN_OUTPUTS.contains(name) ? "forward" : name, value);
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
        return body(name, "Tensor", List.of(value)) + "    return " + result(value) + "\n";
    }

    private String listMethod(String name, List<Value> values) {
        String results = values.stream().map(this::result).collect(Collectors.joining(", "));
        return body(name, "List[Tensor]", values) + "    return [" + results + "]\n";
    }

    private String body(String name, String returns, List<Value> outputs) {
        Body body = new Body();
        body.text.append(
                "  def " + name + "(self: __torch__." + CLASS_NAME + ",\n    x: Tensor) -> " + returns + ":\n");
        if (dtype != DType.F32) {
            body.assign("v0", "torch.to(x, " + scalarType(dtype) + ")");
        }
        for (Node node : graph.nodesFor(outputs)) {
            body.assign(name(node.output()), node.operation().accept(new OperationCode(body, node)));
        }
        return body.text.toString();
    }

    /** The statements of one method. */
    private final class Body implements OperationCode.Names {
        private final StringBuilder text = new StringBuilder();
        private int temporaries;

        void assign(String name, String expression) {
            text.append("    ").append(name).append(" = ").append(expression).append("\n");
        }

        @Override
        public String value(Value value) {
            return name(value);
        }

        @Override
        public String parameter(Parameter parameter) {
            return Optional.ofNullable(attributes.get(parameter))
                    .map(name -> "self." + name)
                    .orElseThrow();
        }

        @Override
        public String let(String expression) {
            String name = "t" + temporaries++;
            assign(name, expression);
            return name;
        }
    }

    private String result(Value value) {
        return dtype == DType.F32 ? name(value) : "torch.to(" + name(value) + ", " + OperationCode.FLOAT32 + ")";
    }

    private String name(Value value) {
        return dtype == DType.F32 && value.equals(graph.input()) ? "x" : "v" + value.id();
    }

    /** The number of a dtype in TorchScript (c10::ScalarType). */
    private static int scalarType(DType dtype) {
        return switch (dtype) {
            case F32 -> OperationCode.FLOAT32;
            case F16 -> 5;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("a module computes in F32, BF16 or F16, not in " + dtype);
        };
    }
}
