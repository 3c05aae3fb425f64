package org.inceptionnext.compile;

import java.util.List;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;

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
        List<TrainingPart> parts = TrainingPart.of(graph);
        List<PartGradients> wanted = PartGradients.of(parts, form);
        StringBuilder text = new StringBuilder(evaluate());
        for (TrainingPart part : parts) {
            text.append(new TrainingPartCode(part, wanted.get(part.number()), form, arguments).methods());
        }
        return text + forward(parts) + new TrainingStepCode(parts, wanted, graph, form, arguments).method();
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

    private String evaluate() {
        TrainingBody body = arguments.body(graph.input(), Mode.EVALUATION);
        body.begin(true);
        graph.nodesFor(List.of(graph.output(OutputKind.LOGITS))).forEach(body::compute);
        String result = body.float32(graph.output(OutputKind.LOGITS));
        return "  def evaluate(" + SELF + ", x: Tensor, " + LISTS + ") -> Tensor:\n" + body.text() + "    return "
                + result + "\n";
    }

    private static String forward(List<TrainingPart> parts) {
        StringBuilder text =
                new StringBuilder("  def forward(" + SELF + ", x: Tensor, m: Tensor, " + LISTS + ") -> Tensor:\n");
        String x = "x";
        for (TrainingPart part : parts) {
            text.append(TrainingPartCode.call(part, "part_", x, ""));
            x = TrainingPartCode.result(part);
        }
        return text + "    return " + x + "\n";
    }
}
