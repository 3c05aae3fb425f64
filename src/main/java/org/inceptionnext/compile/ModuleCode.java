package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Gelu;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;

/**
 * A graph as the text of a TorchScript class, in the subset of Python that torch itself writes into an archive.
 *
 * <p>Every parameter is an attribute of the one module, named like its key with underscores for dots. A method computes
 * only what its outputs need.
 */
final class ModuleCode {
    static final String CLASS_NAME = "Net";

    /** In eval mode torch does not use the momentum, but wants one: its default. */
    private static final String MOMENTUM = "0.1";

    private static final int FLOAT32 = 6;

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
        text.append(method("forward", "logits"));
        text.append(method("pre_logits", "pre_logits"));
        text.append(method("embedding", "embedding"));
        text.append(featuresMethod());
        return text.toString();
    }

    private String names(boolean buffers) {
        return attributes.entrySet().stream()
                .filter(e -> e.getKey().role().isBuffer() == buffers)
                .map(e -> "\"" + e.getValue() + "\", ")
                .collect(Collectors.joining("", "[", "]"));
    }

    private String method(String name, String output) {
        Value value = graph.output(output);
        return body(name, "Tensor", List.of(value)) + "    return " + result(value) + "\n";
    }

    private String featuresMethod() {
        List<Value> stages = graph.outputs().entrySet().stream()
                .filter(e -> e.getKey().startsWith("features_"))
                .map(Map.Entry::getValue)
                .toList();
        String results = stages.stream().map(this::result).collect(Collectors.joining(", "));
        return body("features", "List[Tensor]", stages) + "    return [" + results + "]\n";
    }

    private String body(String name, String returns, List<Value> outputs) {
        StringBuilder body = new StringBuilder(
                "  def " + name + "(self: __torch__." + CLASS_NAME + ",\n    x: Tensor) -> " + returns + ":\n");
        if (dtype != DType.F32) {
            body.append("    v0 = torch.to(x, ").append(scalarType(dtype)).append(")\n");
        }
        for (Node node : graph.nodesFor(outputs)) {
            body.append("    ").append(name(node.output())).append(" = ");
            body.append(node.operation().accept(new Expression(node))).append("\n");
        }
        return body.toString();
    }

    private String result(Value value) {
        return dtype == DType.F32 ? name(value) : "torch.to(" + name(value) + ", " + FLOAT32 + ")";
    }

    private String name(Value value) {
        return dtype == DType.F32 && value.equals(graph.input()) ? "x" : "v" + value.id();
    }

    /** The number of a dtype in TorchScript (c10::ScalarType). */
    private static int scalarType(DType dtype) {
        return switch (dtype) {
            case F32 -> FLOAT32;
            case F16 -> 5;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("a module computes in F32, BF16 or F16, not in " + dtype);
        };
    }

    /** One operation as an expression over the names of its inputs. */
    private final class Expression implements Operation.Visitor<String> {
        private final List<String> inputs;
        private final Value firstInput;

        Expression(Node node) {
            this.inputs = node.inputs().stream().map(ModuleCode.this::name).toList();
            this.firstInput = node.inputs().get(0);
        }

        @Override
        public String convolution(Convolution convolution) {
            Window window = convolution.window();
            return call(
                    "conv2d",
                    self(convolution.weight()),
                    convolution.bias().map(this::self).orElse("None"),
                    pair(window.stride()),
                    pair(window.padding()),
                    "[1, 1]",
                    Integer.toString(convolution.groups()));
        }

        @Override
        public String batchNorm(BatchNorm norm) {
            return call(
                    "batch_norm",
                    self(norm.scale()),
                    self(norm.shift()),
                    self(norm.statistics().mean()),
                    self(norm.statistics().variance()),
                    "False",
                    MOMENTUM,
                    Double.toString(norm.eps()),
                    "True");
        }

        @Override
        public String layerNorm(LayerNorm norm) {
            String shape = "[" + firstInput.channels() + "]";
            return call("layer_norm", shape, self(norm.scale()), self(norm.shift()), Double.toString(norm.eps()));
        }

        @Override
        public String linear(Linear linear) {
            return call("linear", self(linear.weight()), self(linear.bias()));
        }

        @Override
        public String gelu(Gelu gelu) {
            return call("gelu");
        }

        @Override
        public String add(Add add) {
            return call("add", inputs.get(1));
        }

        @Override
        public String channelScale(ChannelScale scale) {
            return call("mul", "torch.reshape(" + self(scale.scale()) + ", [1, -1, 1, 1])");
        }

        @Override
        public String slice(Slice slice) {
            return call("narrow", "1", Integer.toString(slice.start()), Integer.toString(slice.length()));
        }

        @Override
        public String concat(Concat concat) {
            return "torch.cat([" + String.join(", ", inputs) + "], 1)";
        }

        @Override
        public String globalAveragePool(GlobalAveragePool pool) {
            return call("mean", "[2, 3]");
        }

        private String call(String operator, String... arguments) {
            List<String> all = new ArrayList<>(List.of(inputs.get(0)));
            all.addAll(List.of(arguments));
            return "torch." + operator + "(" + String.join(", ", all) + ")";
        }

        private String self(Parameter parameter) {
            return Optional.ofNullable(attributes.get(parameter))
                    .map(name -> "self." + name)
                    .orElseThrow();
        }

        private String pair(Size size) {
            return "[" + size.height() + ", " + size.width() + "]";
        }
    }
}
