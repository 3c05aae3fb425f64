package org.inceptionnext.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Tensor;

/**
 * A graph with a tensor for each of its parameters: everything that is needed to run it.
 *
 * <p>Elements are read only when they are used, so the source of the tensors has to stay open as long as this is used.
 */
public final class Weights {
    private final Graph graph;
    private final Map<String, Tensor> tensors;
    private final Optional<InputNormalization> foldedNormalization;

    private Weights(Graph graph, Map<String, Tensor> tensors, Optional<InputNormalization> foldedNormalization) {
        this.graph = graph;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.foldedNormalization = foldedNormalization;
    }

    /**
     * Gives every parameter of a graph its tensor. Only names, shapes and dtypes are read.
     *
     * @param graph the network
     * @param tensors a checkpoint's tensors by name, any common prefix stripped
     * @throws WeightMismatchException if a name is missing, unexpected, or has another shape or kind of number
     */
    public static Weights bind(Graph graph, Map<String, Tensor> tensors) throws WeightMismatchException {
        WeightComparison comparison = WeightComparison.of(graph, tensors);
        if (!comparison.isExact()) {
            throw new WeightMismatchException(comparison);
        }
        return of(graph, tensors, Optional.empty());
    }

    /**
     * Returns a graph with its parameters' tensors out of a map that is known to hold them all. For passes, which rewrite a
     * graph; a checkpoint is {@linkplain #bind bound}.
     *
     * @param tensors by parameter name; others are left out
     * @param foldedNormalization the normalisation of the input that the weights contain, if they contain one
     * @throws IllegalStateException if a tensor is missing or has another shape
     */
    public static Weights of(
            Graph graph, Map<String, Tensor> tensors, Optional<InputNormalization> foldedNormalization) {
        Map<String, Tensor> bound = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            Tensor tensor = tensors.get(parameter.name());
            if (tensor == null || !tensor.shape().equals(parameter.shape())) {
                throw new IllegalStateException("a pass lost the tensor of " + parameter.name());
            }
            bound.put(parameter.name(), tensor);
        }
        return new Weights(graph, bound, foldedNormalization);
    }

    /**
     * Returns these weights with the note that a normalisation of the input is inside them, for a checkpoint that was
     * saved after {@link org.inceptionnext.network.passes.Pass#foldingNormalization}.
     *
     * @throws IllegalStateException if the note is there already
     */
    public Weights withFoldedNormalization(InputNormalization normalization) {
        foldedNormalization.ifPresent(other -> {
            throw new IllegalStateException("these weights contain " + other + " already; a second one would be wrong");
        });
        return new Weights(graph, tensors, Optional.of(normalization));
    }

    /** Returns the normalisation of the input that the weights contain, so that nobody applies it again. */
    public Optional<InputNormalization> foldedNormalization() {
        return foldedNormalization;
    }

    /** Returns the network. */
    public Graph graph() {
        return graph;
    }

    /** Returns the tensors by parameter name, in the order of {@link Graph#parameters}. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * Returns the tensor of a parameter of this graph.
     *
     * @throws IllegalArgumentException if the graph has no such parameter
     */
    public Tensor tensor(Parameter parameter) {
        Tensor tensor = tensors.get(parameter.name());
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + parameter.name() + " in this graph");
        }
        return tensor;
    }
}
