package org.inceptionnext.cli.checkpoints;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.network.yolov5.DetectorCheckpoint;
import org.inceptionnext.network.yolov5.RowFormatException;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the network that a checkpoint's weights are of.
 *
 * @param model the name of a classifier or a detector; null for the file's own rows, else the network whose names and shapes
 *     are those of the file
 * @param numClasses what the weights must be for; null for whatever they are for
 */
record Recognition(@Nullable String model, @Nullable Integer numClasses) {

    /**
     * Finds the network.
     *
     * @throws WeightMismatchException if a network was named or is near, and the weights are not quite its
     */
    KnownNetwork require(Checkpoint checkpoint) throws WeightMismatchException, UnknownModelException {
        Optional<DetectorCheckpoint> detector = DetectorCheckpoint.of(checkpoint);
        if (detector.isPresent()) {
            return ofDetector(checkpoint, detector.get());
        }
        if (model != null) {
            NetworkDefinition definition = definition(model);
            return bind(checkpoint, definition, definition.optionsOf(checkpoint.tensors()));
        }
        Match best = best(checkpoint);
        return bind(checkpoint, best.definition(), best.options());
    }

    /** Finds the network of weights that may be of any; a wrong {@code model} or {@code numClasses} is an error all the same. */
    Optional<KnownNetwork> find(Checkpoint checkpoint) throws WeightMismatchException, UnknownModelException {
        if (model != null || numClasses != null) {
            return Optional.of(require(checkpoint));
        }
        try {
            return Optional.of(require(checkpoint));
        } catch (WeightMismatchException | FailureException | RowFormatException e) {
            // Of another network, or of rows that cannot be built: tensors are tensors.
            return Optional.empty();
        }
    }

    /** The rows in the file are the network; a name that was given beside them must agree. */
    private KnownNetwork ofDetector(Checkpoint checkpoint, DetectorCheckpoint detector)
            throws WeightMismatchException, UnknownModelException {
        if (model != null) {
            NetworkDefinition named = definition(model);
            bind(checkpoint, named, named.optionsOf(checkpoint.tensors()));
        }
        KnownNetwork declared = bind(checkpoint, detector.definition(), detector.options());
        return new KnownNetwork(
                registeredName(checkpoint),
                declared.options(),
                detector.weights(),
                declared.declared(),
                detector.classNames());
    }

    private KnownNetwork bind(Checkpoint checkpoint, NetworkDefinition definition, NetworkOptions ofCheckpoint)
            throws WeightMismatchException {
        NetworkOptions options = numClasses == null ? ofCheckpoint : ofCheckpoint.withNumClasses(numClasses);
        Graph graph = definition.graph(options);
        Weights weights = Weights.bind(graph, checkpoint.tensors());
        return new KnownNetwork(Optional.of(definition.name()), options, weights, graph, List.of());
    }

    private static Optional<String> registeredName(Checkpoint checkpoint) {
        return NetworkCatalog.match(Yolov5Family.builtin().definitions().values(), checkpoint.tensors()).stream()
                .filter(match -> match.comparison().isExact())
                .map(match -> match.definition().name())
                .findFirst();
    }

    /** A detector may be named by its network, for which there is no card; a model by any of its card's names. */
    private static NetworkDefinition definition(String name) throws UnknownModelException {
        return Yolov5Family.builtin().definitions().containsKey(name)
                ? NetworkCatalog.builtin().get(name)
                : NetworkCatalog.builtin().get(Registry.builtin().find(name).network());
    }

    private static Match best(Checkpoint checkpoint) {
        List<Match> matches = new ArrayList<>(
                NetworkCatalog.match(InceptionNextFamily.builtin().definitions().values(), checkpoint.tensors()));
        if (!matches.get(0).comparison().isExact()) {
            matches.addAll(
                    NetworkCatalog.match(Yolov5Family.builtin().definitions().values(), checkpoint.tensors()));
            matches.sort(Comparator.comparingInt(match -> match.comparison().differences()));
        }
        Match best = matches.get(0);
        if (best.comparison().isExact()) {
            requireOneGraph(matches);
        } else if (best.comparison().fitting() <= best.comparison().differences()) {
            throw new FailureException(
                    ExitCode.CHECKPOINT,
                    Printable.line(checkpoint.file().toString(), Printable.PATH_CHARS)
                            + ": these weights fit no registered network",
                    "What they are: inx inspect FILE. To see what differs from one network: --model NAME");
        }
        return best;
    }

    /** Two detectors whose rows differ may have the same tensors. */
    private static void requireOneGraph(List<Match> matches) {
        List<Match> exact =
                matches.stream().filter(match -> match.comparison().isExact()).toList();
        if (exact.size() == 1) {
            return;
        }
        Set<Graph> graphs = exact.stream()
                .map(match -> match.definition().graph(match.options()))
                .collect(Collectors.toSet());
        if (graphs.size() > 1) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "these weights fit several networks: "
                            + exact.stream()
                                    .map(match -> match.definition().name())
                                    .collect(Collectors.joining(", ")),
                    "Say which one they are of: --model NAME");
        }
    }
}
