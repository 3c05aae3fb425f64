package org.inceptionnext.compile;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.inceptionnext.compile.TrainingCode.Mode;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Linear;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;

/** The statements of one method of a training module. */
final class TrainingBody {
    private static final int BFLOAT16 = 15;

    private final Value begin;
    private final Mode mode;
    private final TrainingForm form;
    private final ResidualBranches branches;
    private final Map<Parameter, String> expressions;
    private final StringBuilder text = new StringBuilder();
    private final Map<Value, String> names = new HashMap<>();

    /** The values that are computed in bfloat16. */
    private final Set<Value> halves = new HashSet<>();

    /** The values that exist in the other type too. */
    private final Map<Value, String> casts = new HashMap<>();

    private int temporaries;

    TrainingBody(
            Value begin, Mode mode, TrainingForm form, ResidualBranches branches, Map<Parameter, String> expressions) {
        this.begin = begin;
        this.mode = mode;
        this.form = form;
        this.branches = branches;
        this.expressions = expressions;
    }

    /**
     * Takes the method's argument.
     *
     * @param isInput whether it is the network's; channels come last in all maps, which processors have the faster kernels for
     */
    void begin(boolean isInput) {
        boolean isMap = begin.shape() instanceof Value.Shape.FeatureMap;
        assign(begin, isInput && isMap ? MemoryFormat.CHANNELS_LAST.of("x") : "x");
    }

    String text() {
        return text.toString();
    }

    void compute(Node node) {
        if (node.operation() instanceof BatchNorm norm) {
            batchNorm(node, norm);
        } else if (node.operation() instanceof Convolution convolution) {
            convolution(node, convolution);
        } else if (node.operation() instanceof Linear linear) {
            String x = layerInput(node.inputs().get(0));
            layer(node, "torch.linear(" + x + ", " + weight(linear.weight()) + ", " + weight(linear.bias()) + ")");
        } else if (node.operation() instanceof Add) {
            add(node);
        } else if (branches.isAbsorbed(node)) {
            alias(node);
        } else {
            plain(node);
        }
    }

    /** Slices and joined maps are read by layers; an activation keeps the type; all else reads float32. */
    private void plain(Node node) {
        boolean isActivation = node.operation() instanceof Activation;
        boolean isForLayers = node.operation() instanceof Slice || node.operation() instanceof Concat;
        Function<Value, String> operands = isActivation ? this::value : isForLayers ? this::layerInput : this::float32;
        if (isForLayers ? form.bfloat16() : isActivation && isHalf(node.inputs().get(0))) {
            halves.add(node.output());
        }
        assign(node.output(), node.operation().accept(new TorchScriptEmitter(new Operands(operands), node)));
    }

    private boolean isHalf(Value value) {
        return halves.contains(value);
    }

    /** This method's names, with the operands in the type that an operation reads. */
    private final class Operands implements TorchScriptEmitter.Names {
        private final Function<Value, String> operands;

        Operands(Function<Value, String> operands) {
            this.operands = operands;
        }

        @Override
        public String value(Value value) {
            return operands.apply(value);
        }

        @Override
        public String parameter(Parameter parameter) {
            return TrainingBody.this.parameter(parameter);
        }

        @Override
        public String let(String expression) {
            return TrainingBody.this.let(expression);
        }
    }

    private void batchNorm(Node node, BatchNorm norm) {
        Value input = node.inputs().get(0);
        boolean byBatch = mode != Mode.EVALUATION && form.moves(norm);
        boolean hasStatistics = !byBatch || mode == Mode.TRAINING;
        String statistics = hasStatistics
                ? parameter(norm.statistics().mean()) + ", "
                        + parameter(norm.statistics().variance())
                : "None, None";
        if (isHalf(input)) {
            halves.add(node.output());
        }
        assign(
                node.output(),
                "torch.batch_norm(" + value(input) + ", " + parameter(norm.scale()) + ", " + parameter(norm.shift())
                        + ", " + statistics + ", " + (byBatch ? "True" : "False") + ", "
                        + form.statistics().momentum() + ", " + norm.eps()
                        + ", True)");
    }

    private void convolution(Node node, Convolution convolution) {
        Parameter scale = branches.scale(node);
        String weight = weight(convolution.weight());
        String bias = convolution.bias().map(this::weight).orElse("None");
        if (scale != null) {
            String factor = parameter(scale);
            weight = half(
                    "torch.mul(" + parameter(convolution.weight()) + ", torch.reshape(" + factor + ", [-1, 1, 1, 1]))");
            bias = convolution
                    .bias()
                    .map(b -> half("torch.mul(" + parameter(b) + ", " + factor + ")"))
                    .orElse("None");
        }
        Window window = convolution.window();
        layer(
                node,
                "torch.conv2d(" + layerInput(node.inputs().get(0)) + ", " + weight + ", " + bias + ", "
                        + TorchScriptEmitter.pair(window.stride()) + ", " + TorchScriptEmitter.pair(window.padding())
                        + ", "
                        + TorchScriptEmitter.pair(window.dilation()) + ", " + convolution.groups() + ")");
    }

    private void layer(Node node, String expression) {
        if (form.bfloat16()) {
            halves.add(node.output());
        }
        assign(node.output(), expression);
    }

    /** The sum of branches stays in float32. */
    private void add(Node node) {
        Value branch = branches.branch(node);
        Value kept = node.inputs().get(0).equals(branch)
                ? node.inputs().get(1)
                : node.inputs().get(0);
        if (branch == null) {
            assign(
                    node.output(),
                    "torch.add(" + float32(kept) + ", " + value(node.inputs().get(1)) + ")");
            return;
        }
        boolean drops = form.dropPath() && mode != Mode.EVALUATION;
        if (drops) {
            String factors =
                    "torch.reshape(torch.select(m, 0, " + requireNonNull(branches.number(node)) + "), [-1, 1, 1, 1])";
            assign(node.output(), "torch.addcmul(" + float32(kept) + ", " + value(branch) + ", " + factors + ")");
        } else {
            assign(node.output(), "torch.add(" + float32(kept) + ", " + value(branch) + ")");
        }
    }

    private void alias(Node node) {
        Value input = node.inputs().get(0);
        names.put(node.output(), value(input));
        if (isHalf(input)) {
            halves.add(node.output());
        }
    }

    private String weight(Parameter parameter) {
        return half(parameter(parameter));
    }

    private String half(String expression) {
        return form.bfloat16() ? "torch.to(" + expression + ", " + BFLOAT16 + ")" : expression;
    }

    /** Returns a value in the type that layers compute in. */
    private String layerInput(Value value) {
        if (!form.bfloat16() || isHalf(value)) {
            return value(value);
        }
        return casts.computeIfAbsent(value, v -> let(half(value(v))));
    }

    /** Returns a value in the type of the weights. */
    String float32(Value value) {
        if (!isHalf(value)) {
            return value(value);
        }
        return casts.computeIfAbsent(value, v -> let("torch.to(" + value(v) + ", " + TorchScriptEmitter.FLOAT32 + ")"));
    }

    private void assign(Value value, String expression) {
        String name = "v" + value.id();
        names.put(value, name);
        text.append("    ").append(name).append(" = ").append(expression).append("\n");
    }

    private String value(Value value) {
        return requireNonNull(names.get(value));
    }

    private String parameter(Parameter parameter) {
        return requireNonNull(expressions.get(parameter));
    }

    private String let(String expression) {
        String name = "t" + temporaries++;
        text.append("    ").append(name).append(" = ").append(expression).append("\n");
        return name;
    }
}
