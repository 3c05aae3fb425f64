package org.inceptionnext.compile;

import java.util.Map;
import org.inceptionnext.compile.TrainingCode.Mode;

/**
 * The methods of one part of a network that is trained. {@code part} computes what comes before the tail, and {@code again} does so without
 * moving running statistics; {@code tail} ends the part; {@code back} is the way back through the tail.
 */
final class TrainingPartCode {
    private final TrainingPart part;
    private final PartGradients gradients;
    private final TrainingForm form;
    private final TrainingArguments arguments;

    TrainingPartCode(TrainingPart part, PartGradients gradients, TrainingForm form, TrainingArguments arguments) {
        this.part = part;
        this.gradients = gradients;
        this.form = form;
        this.arguments = arguments;
    }

    String methods() {
        TrainingBody body = body(Mode.TRAINING);
        StringBuilder text = new StringBuilder(method("part_", body));
        if (form.checkpointing() && gradients.isWanted()) {
            text.append(method("again_", body(Mode.RECOMPUTING)));
        }
        part.tail().ifPresent(tail -> {
            text.append(tail(tail, body));
            if (gradients.isWanted()) {
                text.append(back(tail, body));
            }
        });
        return text.toString();
    }

    /**
     * Returns the statements that compute a part, the {@link #result} among them.
     *
     * @param method that of what comes before the tail: {@code part_} or {@code again_}
     * @param x what the part reads
     * @param beforeTail a statement before the tail
     */
    static String call(TrainingPart part, String method, String x, String beforeTail) {
        int i = part.number();
        String own = "(self)." + method + i + "(" + x + ", m, p, b, )\n";
        if (part.tail().isEmpty()) {
            return "    " + result(part) + " = " + own;
        }
        return "    " + kept(part) + ", " + inner(part) + ", = " + own + beforeTail + "    " + result(part)
                + " = (self).tail_" + i + "(" + kept(part) + ", " + inner(part) + ", m, p, b, )\n";
    }

    /** Returns what a part's value is called outside its methods. */
    static String result(TrainingPart part) {
        return "x" + (part.number() + 1);
    }

    static String kept(TrainingPart part) {
        return "y" + part.number();
    }

    static String inner(TrainingPart part) {
        return "h" + part.number();
    }

    private TrainingBody body(Mode mode) {
        TrainingBody body = arguments.body(part.begin(), mode);
        body.begin(part.number() == 0);
        part.nodes().forEach(body::compute);
        return body;
    }

    private String method(String name, TrainingBody body) {
        String results = part.tail()
                .map(tail -> "(" + body.float32(tail.kept()) + ", " + body.value(tail.inner()) + ")")
                .orElseGet(() -> body.float32(part.end()));
        return head(name, "x: Tensor", part.tail().isPresent() ? "Tuple[Tensor, Tensor]" : "Tensor") + body.text()
                + "    return " + results + "\n";
    }

    private String tail(ResidualTail tail, TrainingBody before) {
        TrainingBody body = before.following(Map.of(tail.kept(), "y", tail.inner(), "h"));
        tail.nodes().forEach(body::compute);
        return head("tail_", "y: Tensor, h: Tensor", "Tensor") + body.text() + "    return " + body.float32(part.end())
                + "\n";
    }

    /** Gives the gradient with respect to what GELU reads, if it is wanted, and those of the tail's parameters. */
    private String back(ResidualTail tail, TrainingBody before) {
        TrainingBody body = before.following(Map.of(tail.inner(), "h"));
        String results = String.join(", ", body.backward(tail, "d", gradients));
        return head("back_", "d: Tensor, h: Tensor", "List[Tensor]") + body.text() + "    return [" + results + "]\n";
    }

    private String head(String name, String inputs, String result) {
        return "  def " + name + part.number() + "(" + StatelessModule.self(TrainingCode.CLASS_NAME) + ", " + inputs
                + ", m: Tensor, " + TrainingArguments.LISTS + ") -> " + result + ":\n";
    }
}
