package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.inceptionnext.compile.TrainingCode.Mode;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Value;

/** The text of the module of {@link DetectorTrainingScript}. */
final class DetectorTrainingCode {
    private static final String SELF = StatelessModule.self(TrainingCode.CLASS_NAME);

    private final Graph graph;
    private final TrainingArguments arguments;
    private final DetectionLossCode loss;

    DetectorTrainingCode(Graph graph, TrainingForm form, DetectionLoss loss) {
        if (form.checkpointing()) {
            throw new IllegalArgumentException("a detector's maps are kept, not computed again");
        }
        this.graph = graph;
        this.arguments = new TrainingArguments(graph, form);
        this.loss = DetectionLossCode.of(loss, graph, TrainingCode.CLASS_NAME);
    }

    String methods() {
        return evaluate() + loss.methods() + judge() + forward() + step();
    }

    private String evaluate() {
        Value boxes = graph.output(OutputKind.PREDICTIONS);
        TrainingBody body = body(Mode.EVALUATION, List.of(boxes));
        return head("evaluate", "", "Tensor") + body.text() + "    return " + body.float32(boxes) + "\n";
    }

    private String judge() {
        Value boxes = graph.output(OutputKind.PREDICTIONS);
        List<Value> all = new ArrayList<>(maps());
        all.add(boxes);
        TrainingBody body = body(Mode.EVALUATION, all);
        String raws = list(body);
        return head("judge", "q: List[Tensor], ", "List[Tensor]")
                + body.text()
                + "    return [" + body.float32(boxes) + ", (self).terms(" + raws + ", q, )]\n";
    }

    private String forward() {
        TrainingBody body = body(Mode.TRAINING, maps());
        String raws = list(body);
        return head("forward", "m: Tensor, ", "List[Tensor]") + body.text() + "    return " + raws + "\n";
    }

    private String step() {
        List<String> trained = arguments.trained();
        return head("step", "m: Tensor, q: List[Tensor], ", "List[Tensor]")
                + "    terms = (self).terms((self).forward(x, m, p, b, ), q, )\n"
                + "    loss = torch.mul(torch.sum(terms), torch.size(x, 0))\n"
                + "    g = torch.autograd.grad([loss], [" + String.join(", ", trained) + "])\n"
                + "    return [torch.detach(terms)" + TrainingArguments.gradients("g", trained.size()) + "]\n";
    }

    private List<Value> maps() {
        return graph.values(OutputKind.DETECTOR_MAPS);
    }

    private TrainingBody body(Mode mode, List<Value> results) {
        TrainingBody body = arguments.body(graph.input(), mode);
        body.begin(true);
        graph.nodesFor(results).forEach(body::compute);
        return body;
    }

    private String list(TrainingBody body) {
        return maps().stream().map(body::float32).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String head(String name, String others, String result) {
        return "  def " + name + "(" + SELF + ", x: Tensor, " + others + TrainingArguments.LISTS + ") -> " + result
                + ":\n";
    }
}
