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

    /** Spelt out for the reason of {@link Size#equals}; the output first, since it differs where anything does in one graph. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Node node
                        && output.equals(node.output)
                        && scope.equals(node.scope)
                        && inputs.equals(node.inputs)
                        && operation.equals(node.operation));
    }

    /** That of the output alone: no other node makes it. */
    @Override
    public int hashCode() {
        return output.hashCode();
    }
}
