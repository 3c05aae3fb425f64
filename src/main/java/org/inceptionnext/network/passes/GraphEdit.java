package org.inceptionnext.network.passes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;

/** A network while a pass changes it. */
final class GraphEdit {
    private final Weights original;
    private final List<Node> nodes;
    private final Map<String, Tensor> tensors;

    GraphEdit(Weights original) {
        this.original = original;
        this.nodes = new ArrayList<>(original.graph().nodes());
        this.tensors = new HashMap<>(original.tensors());
    }

    /** Returns the nodes as they are now; changing the network does not change the list. */
    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the node that makes a value, unless somebody besides this one reader needs the value. */
    Optional<Node> producerOnlyFor(Node reader) {
        Value value = reader.inputs().get(0);
        return onlyReader(value).filter(reader::equals).flatMap(r -> producer(value));
    }

    /** Returns the node that makes a value; none if it is the input. */
    Optional<Node> producer(Value value) {
        return nodes.stream().filter(n -> n.output().equals(value)).findFirst();
    }

    /** Returns the node that reads a value, if it is one alone and the value is no output of the network. */
    Optional<Node> onlyReader(Value value) {
        List<Node> readers =
                nodes.stream().filter(n -> n.inputs().contains(value)).toList();
        boolean alone = readers.size() == 1 && !isOutput(value);
        return alone ? Optional.of(readers.get(0)) : Optional.empty();
    }

    /** Puts one node in the place of another. */
    void replace(Node node, Node replacement) {
        nodes.set(nodes.indexOf(node), replacement);
    }

    /** Puts a node behind another. */
    void insertAfter(Node node, Node next) {
        nodes.add(nodes.indexOf(node) + 1, next);
    }

    /** Returns a value that no node makes yet. */
    Value newValue(Value.Shape shape) {
        int greatest = nodes.stream().mapToInt(node -> node.output().id()).max().orElse(0);
        return new Value(Math.max(greatest, original.graph().input().id()) + 1, shape);
    }

    /** Returns whether a value is an output of the network. */
    boolean isOutput(Value value) {
        return original.graph().outputs().values().stream().anyMatch(values -> values.contains(value));
    }

    /** Takes a node out whose output nobody reads any more. */
    void remove(Node node) {
        nodes.remove(node);
    }

    /** Returns the tensor of a parameter as it is now. */
    Tensor tensor(Parameter parameter) {
        Tensor tensor = tensors.get(parameter.name());
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + parameter.name() + " in this graph");
        }
        return tensor;
    }

    /** Gives a parameter its (new) elements. */
    void put(Parameter parameter, Tensor tensor) {
        tensors.put(parameter.name(), tensor);
    }

    /** Returns the network as it is now; parameters keep their order, new ones follow the old. */
    Weights result() {
        Graph graph = original.graph();
        Set<Parameter> used = new LinkedHashSet<>();
        nodes.forEach(node -> used.addAll(node.operation().parameters()));
        Set<Parameter> ordered = new LinkedHashSet<>(graph.parameters());
        ordered.retainAll(new HashSet<>(used));
        ordered.addAll(used);
        return Weights.of(
                new Graph(graph.input(), nodes, graph.outputs(), List.copyOf(ordered), graph.parts()),
                tensors,
                original.foldedNormalization());
    }
}
