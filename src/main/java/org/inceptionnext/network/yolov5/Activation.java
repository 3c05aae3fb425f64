package org.inceptionnext.network.yolov5;

import java.util.Optional;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.TorchActivation;
import org.inceptionnext.network.Value;

/**
 * What follows a batch normalisation.
 *
 * @param operation empty for the identity
 */
record Activation(Optional<Operation> operation) {
    static final Activation SILU = new Activation(Optional.of(new Operation.Activation(Function.SILU)));
    static final Activation IDENTITY = new Activation(Optional.empty());

    /** Adds the operation, or nothing for the identity. */
    Value apply(GraphBuilder at, Value x) {
        return operation.map(found -> at.elementwise(x, found)).orElse(x);
    }

    /**
     * Reads an activation as people write it.
     *
     * @throws IllegalArgumentException if it is not in the list, or has an argument that is not supported
     */
    static Activation parse(String text) {
        return new Activation(TorchActivation.parse(text));
    }
}
