package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The size and the work of a network, by part.
 *
 * @param parts in the network's order
 */
public record Counts(List<Part> parts) {

    public Counts {
        parts = List.copyOf(parts);
    }

    /**
     * One part of a network.
     *
     * @param name its scope, such as {@code stages.0}
     * @param tensors the number of tensors in the state dict
     * @param parameters the elements of trained tensors
     * @param bufferElements the elements of running statistics and counters
     * @param macs multiply-accumulates of convolutions, linear layers and attention, for one image
     */
    public record Part(String name, int tensors, long parameters, long bufferElements, long macs) {}

    /**
     * Counts a network for an input of this size.
     *
     * @param graph the network
     * @param height the input's height in pixels
     * @param width the input's width in pixels
     * @throws InputTooSmallException if the network does not take such an input
     */
    public static Counts of(Graph graph, int height, int width) {
        Map<Value, Size> sizes = graph.sizes(height, width);
        List<Part> parts = new ArrayList<>();
        for (String name : graph.parts()) {
            List<Parameter> parameters = graph.parametersOf(name);
            long macs = 0;
            for (Node node : graph.nodesOf(name)) {
                macs = Math.addExact(macs, macs(node, sizes));
            }
            parts.add(new Part(name, parameters.size(), elements(parameters, false), elements(parameters, true), macs));
        }
        return new Counts(parts);
    }

    /** Returns the number of tensors in the state dict. */
    public long tensors() {
        return total(Part::tensors);
    }

    /** Returns the elements of trained tensors. */
    public long parameters() {
        return total(Part::parameters);
    }

    /** Returns the elements of running statistics and counters. */
    public long bufferElements() {
        return total(Part::bufferElements);
    }

    /** Returns the multiply-accumulates of convolutions, linear layers and attention, for one image. */
    public long macs() {
        return total(Part::macs);
    }

    private long total(ToLongFunction<Part> count) {
        return parts.stream().mapToLong(count).sum();
    }

    private static long elements(List<Parameter> parameters, boolean buffers) {
        return parameters.stream()
                .filter(parameter -> parameter.role().isBuffer() == buffers)
                .mapToLong(Parameter::elementCount)
                .sum();
    }

    private static long macs(Node node, Map<Value, Size> sizes) {
        Size vector = new Size(1, 1);
        return node.operation()
                .macs(sizes.getOrDefault(node.inputs().get(0), vector), sizes.getOrDefault(node.output(), vector));
    }
}
