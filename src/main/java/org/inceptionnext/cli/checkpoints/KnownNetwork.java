package org.inceptionnext.cli.checkpoints;

import java.util.List;
import java.util.Optional;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.recognise.RecognisedModel;

/**
 * A checkpoint's weights in the network that they are of.
 *
 * @param name the registered name; empty for a detector that only the rows in its file describe
 * @param options the numbers of classes and channels
 * @param weights not folded
 * @param declared the network as its name alone, gives it: a file may state another eps
 * @param classNames as the file states them; empty if it does not
 */
record KnownNetwork(
        Optional<String> name, NetworkOptions options, Weights weights, Graph declared, List<String> classNames) {

    KnownNetwork {
        classNames = List.copyOf(classNames);
    }

    /** Takes what was recognised. */
    static KnownNetwork of(RecognisedModel model) {
        return new KnownNetwork(
                model.registeredName(),
                model.options(),
                model.weights(),
                model.declared(),
                model.classNames().names());
    }

    boolean isDetector() {
        return weights.graph().gives(OutputKind.PREDICTIONS);
    }

    /** Returns whether the file states what a state dict has no place for: an eps, an activation. */
    boolean hasOwnSettings() {
        return weights.graph() != declared && !weights.graph().equals(declared);
    }
}
