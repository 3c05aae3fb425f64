package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Parameter.Role;

/**
 * A network that begins its training with what another one has learned. Where the number of classes differs, the classifier is
 * new.
 *
 * @param weights the network
 * @param taken how many tensors the other one gave
 * @param fresh the names of those that are new
 */
public record TransferredWeights(Weights weights, int taken, List<String> fresh) {
    private static final int SHOWN = 10;

    public TransferredWeights {
        fresh = List.copyOf(fresh);
    }

    /**
     * Takes what fits.
     *
     * @param definition the network of both
     * @param tensors the other's, by name, any common prefix stripped
     * @param classes of the new network
     * @param seed of what is new
     * @throws WeightMismatchException if the tensors are not those of the network with any number of classes
     */
    public static TransferredWeights of(
            NetworkDefinition definition, Map<String, Tensor> tensors, Classes classes, long seed)
            throws WeightMismatchException {
        NetworkOptions options = definition.optionsOf(tensors);
        Weights other = Weights.bind(definition.graph(options), tensors);
        Graph graph = definition.graph(options.withNumClasses(classes.count()));
        Map<String, Tensor> given = new LinkedHashMap<>(other.tensors());
        if (!classes.known()) {
            classifier(graph).forEach(given::remove);
        }
        return of(graph, given, seed);
    }

    /**
     * The classes of a network that is to be trained.
     *
     * @param count how many there are
     * @param known whether they are those of the other network, so that its classifier is worth keeping
     */
    public record Classes(int count, boolean known) {}

    /** Returns the names of the parameters of the layer that makes the logits. */
    private static List<String> classifier(Graph graph) {
        Value logits = graph.output(OutputKind.LOGITS);
        return graph.nodes().stream()
                .filter(node -> node.output().equals(logits))
                .flatMap(node -> node.operation().parameters().stream())
                .map(Parameter::name)
                .toList();
    }

    /** Returns a network of which everything is new. */
    public static TransferredWeights scratch(Graph graph, long seed) {
        try {
            return of(graph, Map.of(), seed);
        } catch (WeightMismatchException e) {
            throw new IllegalStateException("new tensors do not fit", e);
        }
    }

    private static TransferredWeights of(Graph graph, Map<String, Tensor> given, long seed)
            throws WeightMismatchException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> fresh = new ArrayList<>();
        for (Parameter parameter : graph.parameters()) {
            Tensor tensor = given.get(parameter.name());
            if (tensor == null || !tensor.shape().equals(parameter.shape())) {
                fresh.add(parameter.name());
                tensor = fresh(parameter, seed);
            }
            tensors.put(parameter.name(), tensor);
        }
        Weights weights = Weights.bind(graph, tensors);
        return new TransferredWeights(weights, tensors.size() - fresh.size(), fresh);
    }

    /** A weight is drawn when it is read: all of them together would stay in memory beside those that are trained. */
    private static Tensor fresh(Parameter parameter, long seed) {
        // Each by its own name, so that it does not depend on what else is new.
        long own = seed * 0x9E3779B97F4A7C15L + parameter.name().hashCode();
        Supplier<Tensor> source = () -> Initializer.inceptionNext(parameter, new SplittableRandom(own));
        return parameter.role() == Role.WEIGHT
                ? Tensors.onDemand(parameter.name(), DType.F32, parameter.shape(), source)
                : source.get();
    }

    /** Returns such as {@code 320 of 322 tensors taken, 2 new: head.fc2.weight, head.fc2.bias}. */
    public String summary() {
        int all = weights.tensors().size();
        if (fresh.isEmpty()) {
            return "all " + all + " tensors taken";
        }
        List<String> shown = fresh.subList(0, Math.min(SHOWN, fresh.size()));
        String more = fresh.size() > SHOWN ? " and " + (fresh.size() - SHOWN) + " more" : "";
        return taken + " of " + all + " tensors taken, " + fresh.size() + " new: " + String.join(", ", shown) + more;
    }
}
