package org.inceptionnext.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;

/**
 * What a training step keeps in memory, estimated from the network: the maps that the gradient needs, and what goes back through the
 * largest of them.
 */
public final class TrainingMemory {
    private static final int FLOAT_BYTES = 4;
    private static final int HALF_BYTES = 2;

    /** On the way back: a map's gradient on both sides of a layer, and the layer's own copy. */
    private static final int PASSING = 3;

    private final Graph graph;
    private final TrainingForm form;
    private final Map<Value, Size> sizes;
    private final Set<Value> computedAgain;

    private TrainingMemory(Graph graph, TrainingForm form, Size input) {
        this.graph = graph;
        this.form = form;
        this.sizes = graph.sizes(input.height(), input.width());
        this.computedAgain = graph.gives(OutputKind.LOGITS)
                ? TrainingPart.of(graph).stream()
                        .flatMap(part -> part.tail().stream())
                        .map(tail -> tail.activation().output())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /**
     * Returns the bytes that each picture of a batch takes.
     *
     * @param graph a classifier, or a detector: of it up to its raw maps, since only those have a loss
     * @param input the pictures' size
     */
    public static long bytesPerPicture(Graph graph, TrainingForm form, Size input) {
        return new TrainingMemory(graph, form, input).ofPicture();
    }

    /** Returns the bytes of the parameters that are trained, once. */
    public static long trainedBytes(Graph graph, TrainingForm form) {
        return FLOAT_BYTES
                * TrainingScript.trained(graph, form).stream()
                        .mapToLong(Parameter::elementCount)
                        .sum();
    }

    private long ofPicture() {
        Map<Value, Value> whole = new HashMap<>();
        Set<Value> kept = new HashSet<>();
        long keptElements = 0;
        long largest = elements(graph.input());
        long stage = 0;
        long largestStage = 0;
        for (Node node : trainedNodes()) {
            Value input = node.inputs().get(0);
            // A slice is a view of the map that it is cut from.
            Value base = whole.getOrDefault(input, input);
            if (node.operation() instanceof Slice) {
                whole.put(node.output(), base);
            }
            if (isKept(node.operation()) && !computedAgain.contains(base) && kept.add(base)) {
                keptElements += elements(base);
                stage += elements(base);
            }
            largest = Math.max(largest, elements(node.output()));
            if (isEndOfStage(node)) {
                largestStage = Math.max(largestStage, stage);
                stage = 0;
            }
        }
        long inMemory = form.checkpointing() ? Math.max(largestStage, stage) : keptElements;
        int bytes = form.bfloat16() ? HALF_BYTES : FLOAT_BYTES;
        return inMemory * bytes + (PASSING * largest + elements(graph.input())) * FLOAT_BYTES;
    }

    private boolean isEndOfStage(Node node) {
        return graph.gives(OutputKind.PYRAMID)
                && graph.values(OutputKind.PYRAMID).contains(node.output());
    }

    private List<Node> trainedNodes() {
        return graph.gives(OutputKind.DETECTOR_MAPS)
                ? graph.nodesFor(graph.values(OutputKind.DETECTOR_MAPS))
                : graph.nodes();
    }

    /** Sums, joins, means and factors need nothing of what they read. */
    private static boolean isKept(Operation operation) {
        return !(operation instanceof Add
                || operation instanceof Concat
                || operation instanceof Slice
                || operation instanceof GlobalAveragePool
                || operation instanceof ChannelScale);
    }

    private long elements(Value value) {
        Size size = sizes.get(value);
        return size == null ? value.channels() : value.channels() * size.area();
    }
}
