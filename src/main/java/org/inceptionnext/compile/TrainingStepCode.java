package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;

/**
 * A step of training, part by part. Each part records what its own gradient needs, and reads a value that is cut from the record of the part
 * before; so what a tail computes is not recorded, and a part's maps are given up as soon as the way back has passed it. With checkpointing a
 * stage records nothing until the way back comes to it.
 */
final class TrainingStepCode {
    private static final String LISTS = TrainingArguments.LISTS;
    private static final String RECORD = "    torch.set_grad_enabled(True)\n";
    private static final String NO_RECORD = "    torch.set_grad_enabled(False)\n";
    private static final String ALL = "m, p, b, )";

    private final List<TrainingPart> parts;
    private final List<PartGradients> wanted;
    private final Graph graph;
    private final TrainingForm form;
    private final TrainingArguments arguments;
    private final StringBuilder text = new StringBuilder();
    private final Map<Parameter, String> gradients = new HashMap<>();

    TrainingStepCode(
            List<TrainingPart> parts,
            List<PartGradients> wanted,
            Graph graph,
            TrainingForm form,
            TrainingArguments arguments) {
        this.parts = parts;
        this.wanted = wanted;
        this.graph = graph;
        this.form = form;
        this.arguments = arguments;
    }

    /** Returns the method {@code step} of {@link TrainingScript}. */
    String method() {
        text.append("  def step(" + StatelessModule.self(TrainingCode.CLASS_NAME)
                + ", x: Tensor, t: Tensor, m: Tensor, " + LISTS + ") -> List[Tensor]:\n");
        text.append(NO_RECORD);
        assign("x0", "x");
        List<List<TrainingPart>> groups = groups();
        List<TrainingPart> last = groups.get(groups.size() - 1);
        groups.subList(0, groups.size() - 1).forEach(group -> group.forEach(this::pass));
        last.forEach(part -> forward(part, "part_"));
        backward(last);
        for (int i = groups.size() - 2; i >= 0; i--) {
            List<TrainingPart> group = groups.get(i);
            if (isWanted(group.get(group.size() - 1))) {
                group.forEach(part -> forward(part, "again_"));
                backward(group);
            }
        }
        text.append(RECORD);
        String results = TrainingScript.trained(graph, form).stream()
                .map(parameter -> ", " + gradients.get(parameter))
                .collect(Collectors.joining());
        return text + "    return [torch.detach(loss), torch.detach(x" + parts.size() + ")" + results + "]\n";
    }

    /** Parts whose records exist at the same time. */
    private List<List<TrainingPart>> groups() {
        if (!form.checkpointing()) {
            return List.of(parts);
        }
        return List.copyOf(parts.stream()
                .collect(Collectors.groupingBy(TrainingPart::stage))
                .values());
    }

    private boolean isWanted(TrainingPart part) {
        return wanted.get(part.number()).isWanted();
    }

    /** Computes a part and records nothing. */
    private void pass(TrainingPart part) {
        int i = part.number();
        text.append(TrainingPartCode.call(part, "part_", "x" + i, ""));
    }

    private void forward(TrainingPart part, String method) {
        int i = part.number();
        if (!isWanted(part)) {
            pass(part);
            return;
        }
        String cut = "torch.detach(x" + i + ")";
        assign("z" + i, wanted.get(i).begin() ? "torch.requires_grad_(" + cut + ")" : cut);
        text.append(RECORD);
        text.append(TrainingPartCode.call(part, method, "z" + i, NO_RECORD));
        if (isLast(part)) {
            assign("loss", "torch.neg(torch.sum(torch.mul(t, torch.log_softmax(x" + (i + 1) + ", 1))))");
        }
        text.append(NO_RECORD);
    }

    private boolean isLast(TrainingPart part) {
        return part.number() == parts.size() - 1;
    }

    private void backward(List<TrainingPart> group) {
        for (int i = group.size() - 1; i >= 0 && isWanted(group.get(i)); i--) {
            backward(group.get(i));
        }
    }

    private void backward(TrainingPart part) {
        int i = part.number();
        PartGradients sought = wanted.get(i);
        List<String> outputs = new ArrayList<>();
        List<String> incoming = new ArrayList<>();
        String d = "d" + (i + 1);
        if (part.tail().isPresent()) {
            String h = TrainingPartCode.inner(part);
            assign("r" + i, "(self).back_" + i + "(" + d + ", " + h + ", " + ALL);
            boolean inner = sought.results().get(1);
            int first = inner ? 1 : 0;
            for (int k = 0; k < sought.ofTail().size(); k++) {
                keep(sought.ofTail().get(k), "r" + i + "[" + (first + k) + "]");
            }
            if (sought.results().get(0)) {
                outputs.add(TrainingPartCode.kept(part));
                incoming.add(d);
            }
            if (inner) {
                outputs.add(h);
                incoming.add("r" + i + "[0]");
            }
        } else if (isLast(part)) {
            outputs.add("loss");
        } else {
            outputs.add("x" + (i + 1));
            incoming.add(d);
        }
        if (sought.reachesOwn()) {
            through(part, outputs, incoming);
        }
    }

    private void through(TrainingPart part, List<String> outputs, List<String> incoming) {
        int i = part.number();
        PartGradients sought = wanted.get(i);
        List<String> inputs = new ArrayList<>(sought.begin() ? List.of("z" + i) : List.of());
        int first = inputs.size();
        sought.own().forEach(parameter -> inputs.add(arguments.expression(parameter)));
        String with =
                incoming.isEmpty() ? "" : ", annotate(List[Optional[Tensor]], [" + String.join(", ", incoming) + "])";
        assign(
                "g" + i,
                "torch.autograd.grad([" + String.join(", ", outputs) + "], [" + String.join(", ", inputs) + "]" + with
                        + ")");
        for (int k = 0; k < sought.own().size(); k++) {
            keep(sought.own().get(k), TrainingArguments.gradient("g" + i, first + k));
        }
        if (sought.begin()) {
            assign("d" + i, "unchecked_cast(Tensor, g" + i + "[0])");
        }
    }

    /** Takes a gradient out of its list at once: a list that is read later holds all its maps until then. */
    private void keep(Parameter parameter, String gradient) {
        String name = "q" + gradients.size();
        assign(name, gradient);
        gradients.put(parameter, name);
    }

    private void assign(String name, String expression) {
        text.append("    ").append(name).append(" = ").append(expression).append("\n");
    }
}
