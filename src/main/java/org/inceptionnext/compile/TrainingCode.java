package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/** The text of the module of {@link TrainingScript}. */
final class TrainingCode {
    static final String CLASS_NAME = "Training";

    private static final String SELF = StatelessModule.self(CLASS_NAME);
    private static final String LISTS = TrainingArguments.LISTS;

    private final Graph graph;
    private final TrainingForm form;
    private final TrainingArguments arguments;

    TrainingCode(Graph graph, TrainingForm form) {
        this.graph = graph;
        this.form = form;
        graph.output(OutputKind.LOGITS);
        this.arguments = new TrainingArguments(graph, form);
    }

    String methods() {
        List<Segment> segments = segments();
        StringBuilder text = new StringBuilder(evaluate());
        segments.forEach(segment -> text.append(method("segment_" + segment.number(), segment, Mode.TRAINING)));
        text.append(forward(segments));
        if (form.checkpointing()) {
            segments.subList(0, segments.size() - 1)
                    .forEach(segment -> text.append(method("again_" + segment.number(), segment, Mode.RECOMPUTING)));
            text.append(recomputingStep(segments));
        } else {
            text.append(step());
        }
        return text.toString();
    }

    /** What a normalisation does in a method. */
    enum Mode {
        /** By the running statistics. */
        EVALUATION,
        /** By the batch's, and the running ones move. */
        TRAINING,
        /** By the batch's; the running ones have moved already. */
        RECOMPUTING
    }

    /**
     * A part of the network that needs one value from those before it: a stage, or the head.
     *
     * @param end the value that it makes
     */
    private record Segment(int number, Value begin, List<Node> nodes, Value end) {}

    private List<Segment> segments() {
        List<Value> ends = new ArrayList<>();
        if (graph.gives(OutputKind.PYRAMID)) {
            ends.addAll(graph.values(OutputKind.PYRAMID));
        }
        ends.add(graph.output(OutputKind.LOGITS));
        List<Segment> segments = new ArrayList<>();
        Set<Node> done = new LinkedHashSet<>();
        Value begin = graph.input();
        for (Value end : ends) {
            List<Node> nodes = new ArrayList<>(graph.nodesFor(List.of(end)));
            nodes.removeAll(done);
            done.addAll(nodes);
            segments.add(new Segment(segments.size(), begin, nodes, end));
            begin = end;
        }
        return List.copyOf(segments);
    }

    private String evaluate() {
        TrainingBody body = body(graph.input(), Mode.EVALUATION);
        body.begin(true);
        graph.nodesFor(List.of(graph.output(OutputKind.LOGITS))).forEach(body::compute);
        String result = body.float32(graph.output(OutputKind.LOGITS));
        return "  def evaluate(" + SELF + ", x: Tensor, " + LISTS + ") -> Tensor:\n" + body.text() + "    return "
                + result + "\n";
    }

    private String method(String name, Segment segment, Mode mode) {
        TrainingBody body = body(segment.begin(), mode);
        body.begin(segment.number() == 0);
        segment.nodes().forEach(body::compute);
        String result = body.float32(segment.end());
        return "  def " + name + "(" + SELF + ", x: Tensor, m: Tensor, " + LISTS + ") -> Tensor:\n" + body.text()
                + "    return " + result + "\n";
    }

    private TrainingBody body(Value begin, Mode mode) {
        return arguments.body(begin, mode);
    }

    private static String forward(List<Segment> segments) {
        StringBuilder text =
                new StringBuilder("  def forward(" + SELF + ", x: Tensor, m: Tensor, " + LISTS + ") -> Tensor:\n");
        String x = "x";
        for (Segment segment : segments) {
            String next = "x" + (segment.number() + 1);
            text.append(assign(next, call("segment_", segment, x)));
            x = next;
        }
        return text + "    return " + x + "\n";
    }

    private String step() {
        List<String> trained = arguments.trained();
        return stepHead()
                + assign("logits", "(self).forward(x, m, p, b, )")
                + assign("loss", loss())
                + assign("g", "torch.autograd.grad([loss], [" + String.join(", ", trained) + "])")
                + "    return [torch.detach(loss), torch.detach(logits)"
                + TrainingArguments.gradients("g", trained.size())
                + "]\n";
    }

    /** The stages first without gradients, then from the last to the first again, each with its own. */
    private String recomputingStep(List<Segment> segments) {
        StringBuilder text = new StringBuilder(stepHead());
        int last = segments.size() - 1;
        text.append("    torch.set_grad_enabled(False)\n").append(assign("x0", "x"));
        for (Segment segment : segments.subList(0, last)) {
            text.append(assign("x" + (segment.number() + 1), call("segment_", segment, "x" + segment.number())));
        }
        text.append("    torch.set_grad_enabled(True)\n");
        Map<String, String> gradients = new HashMap<>();
        for (int i = last; i >= 0 && !trainedUpTo(segments, i).isEmpty(); i--) {
            text.append(backward(segments.get(i), i == last, gradients));
        }
        String results = TrainingScript.trained(graph, form).stream()
                .map(parameter -> ", " + gradients.get(parameter.name()))
                .collect(Collectors.joining());
        return text + "    return [torch.detach(loss), torch.detach(logits)" + results + "]\n";
    }

    private String backward(Segment segment, boolean last, Map<String, String> gradients) {
        int i = segment.number();
        List<String> inputs = new ArrayList<>(List.of("z" + i));
        StringBuilder text = new StringBuilder(assign("z" + i, "torch.requires_grad_(torch.detach(x" + i + "))"));
        for (Parameter parameter : trained(segment)) {
            gradients.put(parameter.name(), TrainingArguments.gradient("g" + i, inputs.size()));
            inputs.add(arguments.expression(parameter));
        }
        String from = "[loss]";
        String incoming = "";
        if (last) {
            text.append(assign("logits", call("segment_", segment, "z" + i))).append(assign("loss", loss()));
        } else {
            text.append(assign("y" + i, call("again_", segment, "z" + i)));
            from = "[y" + i + "]";
            incoming = ", annotate(List[Optional[Tensor]], [unchecked_cast(Tensor, g" + (i + 1) + "[0])])";
        }
        String gradient = "torch.autograd.grad(" + from + ", [" + String.join(", ", inputs) + "]" + incoming + ")";
        return text + assign("g" + i, gradient);
    }

    private List<Parameter> trainedUpTo(List<Segment> segments, int last) {
        return segments.subList(0, last + 1).stream()
                .flatMap(segment -> trained(segment).stream())
                .toList();
    }

    private List<Parameter> trained(Segment segment) {
        return segment.nodes().stream()
                .flatMap(node -> node.operation().parameters().stream())
                .filter(parameter -> !parameter.role().isBuffer() && !form.isFrozen(parameter))
                .toList();
    }

    private static String stepHead() {
        return "  def step(" + SELF + ", x: Tensor, t: Tensor, m: Tensor, " + LISTS + ") -> List[Tensor]:\n";
    }

    private static String loss() {
        return "torch.neg(torch.sum(torch.mul(t, torch.log_softmax(logits, 1))))";
    }

    private static String call(String method, Segment segment, String x) {
        return "(self)." + method + segment.number() + "(" + x + ", m, p, b, )";
    }

    private static String assign(String name, String expression) {
        return "    " + name + " = " + expression + "\n";
    }
}
