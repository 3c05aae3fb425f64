package org.inceptionnext.compile;

import java.util.List;
import java.util.function.Function;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/** The statements of one method, by plain operators. Its argument is {@code x}, a float32 batch. */
class MethodBody implements TorchScriptEmitter.Names {
    private final StringBuilder text = new StringBuilder();
    private final Value input;
    private final DType dtype;
    private final MemoryFormat format;
    private final Function<Parameter, String> attributes;
    private int temporaries;

    /**
     * @param format of the input, and so of all maps
     * @param attributes a parameter as an expression
     */
    MethodBody(Value input, DType dtype, MemoryFormat format, Function<Parameter, String> attributes) {
        this.input = input;
        this.dtype = dtype;
        this.format = format;
        this.attributes = attributes;
    }

    /** Writes what computes these nodes, in their order. */
    void compute(List<Node> nodes) {
        String converted = dtype == DType.F32 ? "x" : "torch.to(x, " + scalarType(dtype) + ")";
        assign(name(input), format.of(converted));
        nodes.forEach(this::compute);
    }

    /** Writes what computes one node. */
    void compute(Node node) {
        assign(name(node.output()), node.operation().accept(new TorchScriptEmitter(this, node)));
    }

    /** Returns a value as the method returns it: in float32. */
    String result(Value value) {
        String name = value(value);
        return dtype == DType.F32 ? name : "torch.to(" + name + ", " + TorchScriptEmitter.FLOAT32 + ")";
    }

    /** Returns the whole method. */
    String text(String name, String type, String result) {
        return "  def " + name + "(self: __torch__." + ModuleCode.CLASS_NAME + ",\n    x: Tensor) -> " + type + ":\n"
                + text + "    return " + result + "\n";
    }

    final DType dtype() {
        return dtype;
    }

    final void assign(String name, String expression) {
        text.append("    ").append(name).append(" = ").append(expression).append("\n");
    }

    @Override
    public String value(Value value) {
        return name(value);
    }

    @Override
    public final String parameter(Parameter parameter) {
        return attributes.apply(parameter);
    }

    @Override
    public final String computed(String float32) {
        return dtype == DType.F32 ? float32 : "torch.to(" + float32 + ", " + scalarType(dtype) + ")";
    }

    @Override
    public final String let(String expression) {
        String name = "t" + temporaries++;
        assign(name, expression);
        return name;
    }

    static String name(Value value) {
        return "v" + value.id();
    }

    static void requireComputable(DType dtype) {
        scalarType(dtype);
    }

    /** The number of a dtype in TorchScript (c10::ScalarType). */
    static int scalarType(DType dtype) {
        return switch (dtype) {
            case F32 -> TorchScriptEmitter.FLOAT32;
            case F16 -> 5;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("a module computes in F32, BF16 or F16, not in " + dtype);
        };
    }
}
