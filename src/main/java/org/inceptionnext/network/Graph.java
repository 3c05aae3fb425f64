package org.inceptionnext.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.inceptionnext.network.Operation.BatchNorm;

/**
 * A network as data: operations on named parameters, from one image batch to outputs of known meaning.
 *
 * @param input the image batch: {@code (batch, channels, height, width)}, all but the channels open
 * @param nodes the operations, each after those whose values it reads
 * @param outputs what a caller can ask for: one value, or several if the kind is a list
 * @param parameters what the network needs from a checkpoint, in state-dict order
 * @param parts the scopes by which the network is counted and shown, such as {@code stages.0}
 */
public record Graph(
        Value input,
        List<Node> nodes,
        Map<OutputKind, List<Value>> outputs,
        List<Parameter> parameters,
        List<String> parts) {

    /**
     * Checks that the graph is whole.
     *
     * @throws IllegalArgumentException if a value is read before it is made, or a parameter is used that is not declared
     */
    public Graph {
        nodes = List.copyOf(nodes);
        outputs = copyOf(outputs);
        parameters = List.copyOf(parameters);
        parts = List.copyOf(parts);
        Set<Value> made = new HashSet<>(Set.of(input));
        Set<Parameter> declared = new HashSet<>(parameters);
        for (Node node : nodes) {
            require(
                    made.containsAll(node.inputs()),
                    () -> node.scope() + " reads a value that no node before it makes");
            require(made.add(node.output()), () -> node.scope() + " makes a value that is there already");
            require(
                    declared.containsAll(node.operation().parameters()),
                    () -> node.scope() + " uses a parameter that the graph does not declare");
        }
        outputs.forEach((kind, values) ->
                require(made.containsAll(values), () -> "the output " + kind + " is made by no node"));
    }

    private static void require(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw new IllegalArgumentException(message.get());
        }
    }

    private static Map<OutputKind, List<Value>> copyOf(Map<OutputKind, List<Value>> outputs) {
        Map<OutputKind, List<Value>> copy = new LinkedHashMap<>();
        outputs.forEach((kind, values) -> {
            require(
                    !values.isEmpty() && (kind.isList() || values.size() == 1),
                    () -> "the output " + kind + " has " + values.size() + " values");
            copy.put(kind, List.copyOf(values));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** Returns whether the network has this output. */
    public boolean gives(OutputKind kind) {
        return outputs.containsKey(kind);
    }

    /**
     * Returns the values of an output: one, or one for each stage or stride if the kind is a list.
     *
     * @throws IllegalArgumentException if the network does not have it
     */
    public List<Value> values(OutputKind kind) {
        List<Value> values = outputs.get(kind);
        if (values == null) {
            throw new IllegalArgumentException("no output " + kind + "; there are " + outputs.keySet());
        }
        return values;
    }

    /**
     * Returns the value of an output that has one.
     *
     * @throws IllegalArgumentException if the network does not have it, or it is a list
     */
    public Value output(OutputKind kind) {
        require(!kind.isList(), () -> "the output " + kind + " is a list");
        return values(kind).get(0);
    }

    /**
     * Returns what the network is for: a detector's boxes; a classifier's logits, or what its last layer would read if it
     * has none (a network of no classes), or the pooled last map if it has no head at all.
     *
     * @throws IllegalArgumentException if it has none of these
     */
    public OutputKind mainOutput() {
        return Stream.of(OutputKind.PREDICTIONS, OutputKind.LOGITS, OutputKind.PRE_LOGITS, OutputKind.EMBEDDING)
                .filter(this::gives)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no main output; there are " + outputs.keySet()));
    }

    /** Returns every value of the outputs, by its name: see {@link OutputKind#names}. */
    public Map<String, Value> namedOutputs() {
        Map<String, Value> named = new LinkedHashMap<>();
        outputs.forEach((kind, values) -> {
            List<String> names = kind.names(values.size());
            for (int i = 0; i < names.size(); i++) {
                named.put(names.get(i), values.get(i));
            }
        });
        return Collections.unmodifiableMap(named);
    }

    /** Returns the nodes that these values need, in order. */
    public List<Node> nodesFor(Collection<Value> values) {
        Map<Value, Node> producers = new HashMap<>();
        nodes.forEach(node -> producers.put(node.output(), node));
        Set<Node> needed = new HashSet<>();
        Deque<Value> open = new ArrayDeque<>(values);
        while (!open.isEmpty()) {
            Node producer = producers.get(open.pop());
            if (producer != null && needed.add(producer)) {
                producer.inputs().forEach(open::push);
            }
        }
        return nodes.stream().filter(needed::contains).toList();
    }

    /**
     * Returns this network with other summands of the variance in its batch normalisations.
     *
     * <p>They are no parameters, so a state dict does not say them; whoever knows how the network was trained does.
     *
     * @param epsOfScope from a batch normalisation's scope, such as {@code model.0.stem.1}
     */
    public Graph withBatchNormEps(ToDoubleFunction<String> epsOfScope) {
        List<Node> changed = new ArrayList<>();
        for (Node node : nodes) {
            if (node.operation() instanceof BatchNorm norm) {
                double eps = epsOfScope.applyAsDouble(node.scope());
                BatchNorm other = new BatchNorm(norm.scale(), norm.shift(), norm.statistics(), eps);
                changed.add(new Node(node.scope(), other, node.inputs(), node.output()));
            } else {
                changed.add(node);
            }
        }
        return new Graph(input, changed, outputs, parameters, parts);
    }

    /**
     * Returns the size of every feature map for an input of this size. Vectors and boxes have no entry.
     *
     * @param height the input's height in pixels
     * @param width the input's width in pixels
     * @throws InputTooSmallException if a convolution has less than one kernel to read
     * @throws UnevenInputSizeException if maps of different sizes meet
     */
    public Map<Value, Size> sizes(int height, int width) {
        Size inputSize = new Size(height, width);
        Map<Value, Size> sizes = new HashMap<>();
        String stuck = propagate(inputSize, sizes);
        if (!stuck.isEmpty()) {
            throw new InputTooSmallException(inputSize, minimumSize(), stuck);
        }
        nodes.forEach(node -> requireEqualSizes(inputSize, node, sizes));
        return Collections.unmodifiableMap(sizes);
    }

    /**
     * Checks that an input of this size reaches every output.
     *
     * @param height the input's height in pixels
     * @param width the input's width in pixels
     * @throws InputTooSmallException if nothing is left of it on the way; the message names the smallest size
     * @throws UnevenInputSizeException if maps of different sizes would meet; the message names what sizes never do
     */
    public void checkInputSize(int height, int width) {
        sizes(height, width);
    }

    private void requireEqualSizes(Size inputSize, Node node, Map<Value, Size> sizes) {
        Size first = sizes.get(node.inputs().get(0));
        for (Value value : node.inputs()) {
            Size size = sizes.get(value);
            if (size != null && first != null && !size.equals(first)) {
                String meeting = "maps of " + first + " and " + size + " meet at " + node.scope();
                throw new UnevenInputSizeException(inputSize, meeting, largestStride());
            }
        }
    }

    private int largestStride() {
        int largest = 1;
        for (Node node : nodes) {
            if (node.output().shape() instanceof Value.Shape.FeatureMap map) {
                largest = Math.max(
                        largest, Math.max(map.stride().height(), map.stride().width()));
            }
        }
        return largest;
    }

    private Size minimumSize() {
        int side = 1;
        while (!propagate(new Size(side, side), new HashMap<>()).isEmpty()) {
            side++;
        }
        return new Size(side, side);
    }

    /** Returns the scope where nothing is left of the map, or the empty text. */
    private String propagate(Size inputSize, Map<Value, Size> sizes) {
        if (inputSize.height() < 1 || inputSize.width() < 1) {
            return "the input";
        }
        sizes.put(input, inputSize);
        for (Node node : nodes) {
            Size size = sizes.get(node.inputs().get(0));
            if (size == null || !(node.output().shape() instanceof Value.Shape.FeatureMap)) {
                continue;
            }
            Size outputSize = node.operation().outputSize(size);
            if (outputSize.height() < 1 || outputSize.width() < 1) {
                return node.scope();
            }
            sizes.put(node.output(), outputSize);
        }
        return "";
    }

    /** Returns the parameters of a part: those whose names begin with its scope. */
    List<Parameter> parametersOf(String part) {
        return parameters.stream().filter(p -> isIn(p.name(), part)).toList();
    }

    /** Returns the nodes of a part. */
    List<Node> nodesOf(String part) {
        List<Node> inPart = new ArrayList<>(nodes);
        inPart.removeIf(node -> !isIn(node.scope(), part));
        return inPart;
    }

    private static boolean isIn(String name, String part) {
        return name.equals(part) || name.startsWith(part + ".");
    }
}
