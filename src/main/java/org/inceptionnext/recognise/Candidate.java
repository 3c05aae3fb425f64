package org.inceptionnext.recognise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Backbone;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphVariant;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;

/**
 * One network under one prefix, held against a file's tensors.
 *
 * @param definition the network
 * @param options as the tensors tell them
 * @param graph the network as far as the tensors reach: layers that the file has merged are merged, a head that it has not
 *     is left out
 * @param prefix what stands before the names
 * @param tensors those under the prefix that the network has, by its own names
 * @param comparison with the graph; names that begin as no part of the network are not in it
 * @param missing what the whole network has and the graph leaves out
 * @param leftOut names in the file, as it has them, that are not the network's
 * @param isMerged whether the file has convolutions that have taken over the batch normalisation behind them
 */
record Candidate(
        NetworkDefinition definition,
        NetworkOptions options,
        Graph graph,
        String prefix,
        Map<String, Tensor> tensors,
        WeightComparison comparison,
        List<Parameter> missing,
        List<String> leftOut,
        boolean isMerged) {

    /** Complete ones first; then what holds more tensors, is no moving average, and has the shorter prefix. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(
                    (Candidate candidate) -> !candidate.comparison.isExact())
            .thenComparingInt(candidate -> candidate.comparison.isExact()
                    ? -candidate.comparison.fitting()
                    : candidate.comparison.differences() - candidate.comparison.fitting())
            .thenComparing(
                    candidate -> candidate.prefix.toLowerCase(Locale.ROOT).contains("ema"))
            .thenComparingInt(candidate -> candidate.prefix.length());

    /**
     * Holds a network against tensors.
     *
     * @param all the file's tensors by full name
     * @param wanted what the user says of classes and channels
     */
    static Candidate of(
            NetworkDefinition definition, String prefix, Map<String, Tensor> all, RecognitionRequest wanted) {
        Map<String, Tensor> under = under(prefix, all);
        NetworkOptions found = definition.optionsOf(under);
        NetworkOptions options = new NetworkOptions(
                wanted.numClasses().orElse(found.numClasses()),
                wanted.inChannels().orElse(found.inChannels()));
        Graph whole = definition.graph(options);
        Graph graph = GraphVariant.merged(
                whole,
                (norm, bias) -> under.containsKey(bias)
                        && !under.containsKey(norm.scale().name()));
        boolean isMerged = graph != whole;
        addCounters(graph, under);
        WeightComparison comparison = WeightComparison.of(graph, own(graph, under));
        List<Parameter> missing = List.of();
        if (!comparison.missing().isEmpty() && definition instanceof Backbone) {
            Set<OutputKind> outputs = GraphVariant.computable(graph, parameter -> under.containsKey(parameter.name()));
            if (outputs.contains(OutputKind.PYRAMID)) {
                missing = comparison.missing();
                graph = GraphVariant.restricted(graph, outputs);
                comparison = WeightComparison.of(graph, own(graph, under));
            }
        }
        Map<String, Tensor> taken = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            Tensor tensor = under.get(parameter.name());
            if (tensor != null) {
                taken.put(parameter.name(), tensor);
            }
        }
        List<String> leftOut = all.keySet().stream()
                .filter(name -> !name.startsWith(prefix) || !taken.containsKey(name.substring(prefix.length())))
                .toList();
        return new Candidate(definition, options, graph, prefix, taken, comparison, missing, leftOut, isMerged);
    }

    private static Map<String, Tensor> under(String prefix, Map<String, Tensor> all) {
        Map<String, Tensor> under = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                String own = name.substring(prefix.length());
                under.put(own, prefix.isEmpty() ? tensor : Tensors.renamed(tensor, own));
            }
        });
        return under;
    }

    /** Torch loads a state dict without these counters, which inference does not read. */
    private static void addCounters(Graph graph, Map<String, Tensor> under) {
        for (Parameter parameter : graph.parameters()) {
            String mean = parameter.name().replace("num_batches_tracked", "running_mean");
            if (parameter.role() == Role.BATCH_COUNTER
                    && !under.containsKey(parameter.name())
                    && under.containsKey(mean)) {
                under.put(parameter.name(), Tensors.ofLongs(parameter.name(), List.of(), new long[1]));
            }
        }
    }

    /**
     * Leaves out what begins as no part of the network does: a loss' weight, an optimizer's state. What stands inside a part
     * and is not the network's makes it another network.
     */
    private static Map<String, Tensor> own(Graph graph, Map<String, Tensor> under) {
        Set<String> parts = new HashSet<>();
        graph.parameters().forEach(parameter -> parts.add(firstPart(parameter.name())));
        Map<String, Tensor> own = new LinkedHashMap<>();
        under.forEach((name, tensor) -> {
            if (parts.contains(firstPart(name))) {
                own.put(name, tensor);
            }
        });
        return own;
    }

    private static String firstPart(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Returns whether more fits than not: only then does a list of differences help. */
    boolean isNear() {
        return comparison.fitting() > comparison.differences();
    }

    boolean isComplete() {
        return comparison.isExact();
    }

    /** Returns how well it fits; of tensors that do not quite fit, what stands beside the network counts too. */
    Match match() {
        Set<String> unexpected = new LinkedHashSet<>(comparison.unexpected());
        leftOut.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .forEach(unexpected::add);
        return new Match(
                definition,
                options,
                new WeightComparison(
                        comparison.fitting(), comparison.missing(), List.copyOf(unexpected), comparison.mismatched()));
    }

    /** Returns those of several candidates that are complete and hold as much as the best. */
    static List<Candidate> best(List<Candidate> candidates) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(BEST_FIRST);
        if (sorted.isEmpty() || !sorted.get(0).isComplete()) {
            return List.of();
        }
        int fitting = sorted.get(0).comparison.fitting();
        sorted.removeIf(candidate -> !candidate.isComplete() || candidate.comparison.fitting() != fitting);
        return List.copyOf(sorted);
    }
}
