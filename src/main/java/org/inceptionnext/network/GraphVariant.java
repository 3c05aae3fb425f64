package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Parameter.Role;

/**
 * What people make of a published network and save: the same graph without a part of it, with merged layers, or with other
 * settings. Names of parameters stay, so a file's tensors still find their places.
 */
public final class GraphVariant {
    private static final String WEIGHT = "weight";

    private GraphVariant() {}

    /**
     * Returns the part of a network that some of its outputs need.
     *
     * @param outputs what is kept, at least one
     * @throws IllegalArgumentException if the graph has not all of them
     */
    public static Graph restricted(Graph graph, Collection<OutputKind> outputs) {
        Map<OutputKind, List<Value>> kept = new LinkedHashMap<>();
        graph.outputs().forEach((kind, values) -> {
            if (outputs.contains(kind)) {
                kept.put(kind, values);
            }
        });
        if (kept.isEmpty() || kept.size() != Set.copyOf(outputs).size()) {
            throw new IllegalArgumentException(
                    "no outputs " + outputs + "; there are " + graph.outputs().keySet());
        }
        List<Node> nodes =
                graph.nodesFor(kept.values().stream().flatMap(List::stream).toList());
        Set<Parameter> used = new HashSet<>();
        nodes.forEach(node -> used.addAll(node.operation().parameters()));
        List<Parameter> parameters =
                graph.parameters().stream().filter(used::contains).toList();
        return new Graph(graph.input(), nodes, kept, parameters, graph.parts());
    }

    /**
     * Returns a network in which convolutions have taken over the batch normalisation behind them, as YOLOv5's {@code
     * fuse()} saves it: such a convolution has a bias, and the normalisation is gone.
     *
     * @param isMerged asked for each batch normalisation that stands behind a convolution without a bias which nothing else
     *     reads; gets the name that the convolution's bias has then
     */
    public static Graph merged(Graph graph, MergedNorm isMerged) {
        Map<Value, Node> producers = new HashMap<>();
        Map<Value, Integer> readers = new HashMap<>();
        for (Node node : graph.nodes()) {
            producers.put(node.output(), node);
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        Map<Node, Node> replaced = new HashMap<>();
        Map<Parameter, Parameter> biases = new HashMap<>();
        Set<Parameter> gone = new HashSet<>();
        for (Node node : graph.nodes()) {
            Node producer = producers.get(node.inputs().get(0));
            if (node.operation() instanceof BatchNorm norm
                    && producer != null
                    && producer.operation() instanceof Convolution convolution
                    && convolution.bias().isEmpty()
                    && readers.getOrDefault(producer.output(), 0) == 1
                    && isMerged.test(norm, biasName(convolution))) {
                Parameter bias = new Parameter(
                        biasName(convolution),
                        List.of(convolution.weight().shape().get(0)),
                        DType.F32,
                        Role.BIAS);
                biases.put(convolution.weight(), bias);
                gone.addAll(norm.parameters());
                Convolution biased = new Convolution(
                        convolution.weight(), Optional.of(bias), convolution.window(), convolution.groups());
                replaced.put(producer, new Node(producer.scope(), biased, producer.inputs(), node.output()));
                replaced.put(node, node);
            }
        }
        if (biases.isEmpty()) {
            return graph;
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Node other = replaced.get(node);
            if (other != node) {
                nodes.add(other == null ? node : other);
            }
        }
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter parameter : graph.parameters()) {
            if (!gone.contains(parameter)) {
                parameters.add(parameter);
                Parameter bias = biases.get(parameter);
                if (bias != null) {
                    parameters.add(bias);
                }
            }
        }
        return new Graph(graph.input(), nodes, graph.outputs(), parameters, graph.parts());
    }

    /** Says which batch normalisations are inside the convolution before them. */
    @FunctionalInterface
    public interface MergedNorm {

        /**
         * @param norm the normalisation
         * @param biasName the parameter that the convolution has for it
         */
        boolean test(BatchNorm norm, String biasName);
    }

    private static String biasName(Convolution convolution) {
        String weight = convolution.weight().name();
        return weight.substring(0, weight.length() - WEIGHT.length()) + "bias";
    }

    /**
     * Returns a network of the same structure with other operations in some places: another eps, another activation.
     *
     * @param replacement asked for each node: the operation to be there, of the same parameters; empty if the value shall
     *     go through unchanged, which only an operation without parameters allows
     */
    public static Graph withOperations(Graph graph, Function<Node, Optional<Operation>> replacement) {
        Map<Value, Value> renamed = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<Value> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            Optional<Operation> operation = replacement.apply(node);
            if (operation.isPresent()) {
                nodes.add(new Node(node.scope(), operation.get(), inputs, node.output()));
            } else {
                renamed.put(node.output(), inputs.get(0));
            }
        }
        Map<OutputKind, List<Value>> outputs = new LinkedHashMap<>();
        graph.outputs()
                .forEach((kind, values) -> outputs.put(
                        kind,
                        values.stream()
                                .map(value -> renamed.getOrDefault(value, value))
                                .toList()));
        return new Graph(graph.input(), nodes, outputs, graph.parameters(), graph.parts());
    }

    /** Returns the outputs that need no parameter but those of which this is true, in order. */
    public static Set<OutputKind> computable(Graph graph, Predicate<Parameter> isThere) {
        Set<OutputKind> outputs = new LinkedHashSet<>();
        graph.outputs().forEach((kind, values) -> {
            boolean whole = graph.nodesFor(values).stream()
                    .flatMap(node -> node.operation().parameters().stream())
                    .allMatch(isThere);
            if (whole) {
                outputs.add(kind);
            }
        });
        return outputs;
    }
}
