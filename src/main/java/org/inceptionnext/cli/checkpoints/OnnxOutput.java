package org.inceptionnext.cli.checkpoints;

import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.network.OutputKind;

/** What a classifier's ONNX file hands out. */
enum OnnxOutput {
    logits(OutputKind.LOGITS),
    probabilities(OutputKind.LOGITS),
    embedding(OutputKind.EMBEDDING);

    private final OutputKind kind;

    OnnxOutput(OutputKind kind) {
        this.kind = kind;
    }

    /** Returns the network's output that this is, or is made of. */
    OutputKind of(KnownNetwork network) {
        if (!network.weights().graph().outputs().containsKey(kind)) {
            throw new FailureException(
                    ExitCode.CHECKPOINT,
                    "these weights have no " + kind + ", of which " + this + " would be made",
                    "They have: " + network.weights().graph().outputs().keySet());
        }
        return kind;
    }
}
