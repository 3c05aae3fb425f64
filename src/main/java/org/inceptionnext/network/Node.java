package org.inceptionnext.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation in its place in a graph.
 *
 * @param scope where the network's structure has it, in the checkpoint's words, such as {@code stages.1.blocks.0.mlp}
 * @param operation what is computed
 * @param inputs from which values, in the operation's order
 * @param output the value it makes
 */
public record Node(String scope, Operation operation, List<Value> inputs, Value output) {

    public Node {
        inputs = List.copyOf(inputs);
    }

    // Written out for the command line's start: see Value. In one graph each node makes another value.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Node node
                        && output.equals(node.output)
                        && scope.equals(node.scope)
                        && operation.equals(node.operation)
                        && inputs.equals(node.inputs);
    }

    @Override
    public int hashCode() {
        return output.hashCode();
    }
}
