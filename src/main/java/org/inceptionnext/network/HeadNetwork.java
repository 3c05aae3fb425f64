package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;

/** What stands in a classifier behind its embedding, as a network of its own: from a vector to logits. */
public final class HeadNetwork {

    private HeadNetwork() {}

    /**
     * Returns the head of a classifier, with the names that its tensors have in the whole.
     *
     * @throws IllegalArgumentException if it has no embedding or no logits
     */
    public static Weights of(Weights whole) {
        Graph graph = whole.graph();
        Value embedding = graph.output(OutputKind.EMBEDDING);
        Value logits = graph.output(OutputKind.LOGITS);
        List<Node> nodes = new ArrayList<>(graph.nodesFor(List.of(logits)));
        nodes.removeAll(graph.nodesFor(List.of(embedding)));
        Set<Parameter> read = new LinkedHashSet<>();
        nodes.forEach(node -> read.addAll(node.operation().parameters()));
        List<Parameter> parameters =
                graph.parameters().stream().filter(read::contains).toList();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.forEach(parameter -> tensors.put(parameter.name(), whole.tensor(parameter)));
        Graph head =
                new Graph(embedding, nodes, Map.of(OutputKind.LOGITS, List.of(logits)), parameters, List.of("head"));
        try {
            return Weights.bind(head, tensors);
        } catch (WeightMismatchException e) {
            throw new IllegalStateException("tensors of a network do not fit its own head", e);
        }
    }
}
