package org.inceptionnext.compile;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /**
     * Returns another method, to which this one's values are given.
     *
     * @param arguments what they are called there
     */
    TrainingBody following(Map<Value, String> arguments) {
        TrainingBody next = new TrainingBody(begin, mode, form, branches, expressions);
        next.names.putAll(arguments);
        next.halves.addAll(halves);
        return next;
    }

    /**
     * Goes back through the end of a branch, whose inner value was given: GELU again, then the gradients.
     *
     * @param gradient what the gradient with respect to the sum is called
     * @return the gradients as elements of a list: with respect to the inner value, if it is wanted, and the wanted parameters
     */
    List<String> backward(ResidualTail tail, String gradient, PartGradients wanted) {
        Convolution convolution = tail.convolution();
        text.append("    torch.set_grad_enabled(True)\n");
        String weight = let(layerWeight(tail.layer()));
        String bias = let(layerBias(tail.layer()));
        text.append("    torch.set_grad_enabled(False)\n");
        String incoming = drops() ? "torch.mul(" + gradient + ", " + dropFactors(tail.sum()) + ")" : gradient;
        String branch = let(half(incoming));
        compute(tail.activation());
        boolean scales = wanted.ofTail().contains(tail.scale());
        boolean learnsWeight = scales || wanted.ofTail().contains(convolution.weight());
        boolean learnsBias = convolution
                .bias()
                .map(b -> scales || wanted.ofTail().contains(b))
                .orElse(false);
        boolean needsInner = wanted.results().get(1);
        text.append("    gx, gw, gb, = torch.convolution_backward(")
                .append(String.join(", ", branch, value(tail.activation().output()), weight))
                .append(", [" + tail.sum().output().channels() + "], "
                        + TorchScriptEmitter.windowed(convolution.window()))
                .append(", False, [0, 0], " + convolution.groups() + ", [")
                .append(truth(needsInner) + ", " + truth(learnsWeight) + ", " + truth(learnsBias) + "])\n");
        List<String> results = new ArrayList<>();
        if (needsInner) {
            // Over what it reads, which nothing else needs: a map less.
            results.add(let("torch.gelu_backward(gx, " + value(tail.inner()) + ", grad_input=gx)"));
        }
        if (!wanted.ofTail().isEmpty()) {
            results.addAll(gradients(
                    learnsWeight && learnsBias ? weight + ", " + bias : learnsWeight ? weight : bias,
                    learnsWeight && learnsBias ? "gw, gb" : learnsWeight ? "gw" : "gb",
                    wanted.ofTail()));
        }
        return results;
    }

    /** From gradients with respect to computed weights to those with respect to what they were computed of. */
    private List<String> gradients(String of, String incoming, List<Parameter> wanted) {
        String inputs = wanted.stream().map(this::parameter).collect(Collectors.joining(", "));
        String list = let("torch.autograd.grad([" + of + "], [" + inputs + "], annotate(List[Optional[Tensor]], ["
                + incoming + "]))");
        return IntStream.range(0, wanted.size())
                .mapToObj(i -> TrainingArguments.gradient(list, i))
                .toList();
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
                        + ", " + statistics + ", " + truth(byBatch) + ", "
                        + form.statistics().momentum() + ", " + norm.eps()
                        + ", True)");
    }

    private void convolution(Node node, Convolution convolution) {
        layer(
                node,
                "torch.conv2d(" + layerInput(node.inputs().get(0)) + ", " + layerWeight(node) + ", " + layerBias(node)
                        + ", " + TorchScriptEmitter.windowed(convolution.window()) + ", " + convolution.groups() + ")");
    }

    /** Returns a convolution's weight, with the layer scale that it does the work of. */
    private String layerWeight(Node node) {
        Parameter weight = ((Convolution) node.operation()).weight();
        Parameter scale = branches.scale(node);
        return scale == null
                ? weight(weight)
                : half("torch.mul(" + parameter(weight) + ", torch.reshape(" + parameter(scale) + ", [-1, 1, 1, 1]))");
    }

    private String layerBias(Node node) {
        Parameter scale = branches.scale(node);
        return ((Convolution) node.operation())
                .bias()
                .map(b -> scale == null ? weight(b) : half("torch.mul(" + parameter(b) + ", " + parameter(scale) + ")"))
                .orElse("None");
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
        if (drops()) {
            assign(
                    node.output(),
                    "torch.addcmul(" + float32(kept) + ", " + value(branch) + ", " + dropFactors(node) + ")");
        } else {
            assign(node.output(), "torch.add(" + float32(kept) + ", " + value(branch) + ")");
        }
    }

    private boolean drops() {
        return form.dropPath() && mode != Mode.EVALUATION;
    }

    /** Returns by what each picture's branch is multiplied. */
    private String dropFactors(Node sum) {
        return "torch.reshape(torch.select(m, 0, " + requireNonNull(branches.number(sum)) + "), [-1, 1, 1, 1])";
    }

    private static String truth(boolean value) {
        return value ? "True" : "False";
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

    /** Returns what a value is called, in whichever type it is. */
    String value(Value value) {
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
