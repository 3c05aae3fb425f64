package org.inceptionnext.recognise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkFamily;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.recognise.Refusal.Reason;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.text.PrintableText;

/**
 * Says what a stranger's file or folder of weights is: the network, under which prefix, with which classes and
 * preprocessing, what was left out and what is missing; or why it cannot be run.
 *
 * <p>Everything that reads weights asks here, so that what {@code inspect} says is what the others do. In this order: rows
 * inside the file, the model that the user names, the network that a file of ours states, and then every registered network
 * under every prefix at which it may begin. Settings of pickled modules are taken or refused ({@code ModuleSettings}).
 */
public final class Recogniser {
    private final Path source;
    private final WeightLocation location;
    private final Checkpoint checkpoint;
    private final RecognitionRequest request;
    private final Map<String, Tensor> tensors;

    private Recogniser(WeightLocation location, Checkpoint checkpoint, RecognitionRequest request) {
        this.source = location.named();
        this.location = location;
        this.checkpoint = checkpoint;
        this.request = request;
        this.tensors = fullyNamed(checkpoint);
    }

    /**
     * Opens a file or folder and recognises it.
     *
     * @param source a file of weights, a folder that timm or Hugging Face wrote, or an index of shards
     * @param request what the user says about it
     * @return open: the caller closes it
     * @throws RecognitionException if a folder holds no weights or several, or a file beside the weights is wrong
     * @throws UnknownModelException if the request names a model that there is not
     * @throws org.inceptionnext.checkpoint.MalformedCheckpointException if the file is something else, damaged or unsafe
     * @throws IOException if it cannot be read
     */
    public static Recognition open(Path source, RecognitionRequest request) throws IOException, UnknownModelException {
        WeightLocation location = WeightLocation.of(source);
        Checkpoint checkpoint = location.open(request.reading());
        try {
            return new Recogniser(location, checkpoint, request).recognise();
        } catch (Throwable e) {
            checkpoint.close();
            throw e;
        }
    }

    private static Map<String, Tensor> fullyNamed(Checkpoint checkpoint) {
        String prefix = checkpoint.strippedPrefix().orElse("");
        if (prefix.isEmpty()) {
            return checkpoint.tensors();
        }
        Map<String, Tensor> full = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, tensor) -> full.put(prefix + name, Tensors.renamed(tensor, prefix + name)));
        return full;
    }

    private Recognition recognise() throws IOException, UnknownModelException {
        Optional<ModuleTree> tree =
                ModuleTree.of(checkpoint.object(), checkpoint.key().orElse(""));
        Optional<PickledDetector> detector = tree.flatMap(PickledDetector::in);
        Optional<Refusal> other = OtherFamilies.find(checkpoint, detector);
        if (other.isPresent()) {
            return refused(other.get());
        }
        try {
            WeightMetadata metadata = WeightMetadata.read(source, checkpoint.metadata());
            Optional<DetectorDefinition> rows = rows(detector, metadata);
            Optional<NetworkDefinition> named = named();
            List<Candidate> candidates = candidates(rows, named);
            List<Candidate> best = Candidate.best(candidates);
            if (best.isEmpty()) {
                return refused(reasonOf(candidates, rows.isPresent()));
            }
            if (rows.isPresent() && named.isPresent() && !request.rowsWin()) {
                Optional<Recognition> disagreement = disagreement(named.get(), best.get(0));
                if (disagreement.isPresent()) {
                    return disagreement.get();
                }
            }
            Optional<Refusal> ambiguous = ambiguity(best, metadata);
            return ambiguous.isPresent()
                    ? refused(ambiguous.get())
                    : model(chosen(best, metadata), best, tree, detector, metadata);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Also what a safetensors header that says it is ours may hold.
            return refused(Refusal.of(
                    Reason.ROWS,
                    "the rows or settings inside the file cannot be used: " + e.getMessage(),
                    "This library builds the detectors of YOLOv5 6.0 to 7.0 with InceptionNeXt backbones"));
        } catch (SettingsException e) {
            return refused(Refusal.of(
                    Reason.SETTINGS,
                    String.valueOf(e.getMessage()),
                    "The code that made this file has another network than its rows or names say; change the code back and"
                            + " train again, or export it to ONNX in Python"));
        }
    }

    private Recognition refused(Refusal refusal) {
        return Recognition.refused(source, checkpoint, refusal);
    }

    private Optional<DetectorDefinition> rows(Optional<PickledDetector> detector, WeightMetadata metadata) {
        String name = PrintableText.escape(String.valueOf(source.getFileName()));
        if (detector.isPresent()) {
            return detector.map(found -> found.definition(name));
        }
        return metadata.rows() == null ? Optional.empty() : Optional.of(DetectorDefinition.of(name, metadata.rows()));
    }

    /** A detector may be named by its network, for which there is no card; a model by any of its card's names. */
    private Optional<NetworkDefinition> named() throws UnknownModelException {
        if (request.model().isEmpty()) {
            return Optional.empty();
        }
        String name = request.model().get();
        Optional<NetworkDefinition> network = NetworkCatalog.builtin().find(name);
        return network.isPresent()
                ? network
                : Optional.of(NetworkCatalog.builtin()
                        .get(request.registry().find(name).network()));
    }

    private List<Candidate> candidates(Optional<DetectorDefinition> rows, Optional<NetworkDefinition> named) {
        List<Candidate> candidates = new ArrayList<>();
        Set<String> detectorPrefixes = new LinkedHashSet<>();
        for (NetworkFamily family : NetworkCatalog.builtin().families(tensors.keySet())) {
            for (String prefix : prefixes(family)) {
                if (!isDetectorFamily(family)) {
                    addAll(candidates, ofClassifier(family, prefix, rows.isPresent(), named), prefix);
                } else {
                    detectorPrefixes.add(prefix);
                    addAll(candidates, ofDetector(family, rows, named), prefix);
                }
            }
        }
        if (candidates.isEmpty() && named.isPresent()) {
            // None of its names is there; the comparison says so best.
            addAll(candidates, List.of(named.get()), request.prefix().orElseGet(this::commonPrefix));
        }
        // The backbone inside a detector is no network by itself.
        candidates.removeIf(candidate ->
                detectorPrefixes.stream().anyMatch(prefix -> candidate.prefix().equals(prefix + "model.0.")));
        return candidates;
    }

    private static boolean isDetectorFamily(NetworkFamily family) {
        return family.definitions().values().stream().anyMatch(DetectorDefinition.class::isInstance);
    }

    private String commonPrefix() {
        return checkpoint.strippedPrefix().orElse("");
    }

    private void addAll(
            List<Candidate> candidates, Collection<? extends NetworkDefinition> definitions, String prefix) {
        for (NetworkDefinition definition : definitions) {
            candidates.add(Candidate.of(definition, prefix, tensors, request));
        }
    }

    private Set<String> prefixes(NetworkFamily family) {
        Set<String> found = family.prefixes(tensors.keySet());
        if (request.prefix().isEmpty()) {
            return found;
        }
        String wanted = request.prefix().get();
        return found.contains(wanted) ? Set.of(wanted) : Set.of();
    }

    private Collection<? extends NetworkDefinition> ofClassifier(
            NetworkFamily family, String prefix, boolean hasRows, Optional<NetworkDefinition> named) {
        if (hasRows) {
            return List.of();
        }
        if (named.isPresent()) {
            return family.definitions().containsKey(named.get().name()) ? List.of(named.get()) : List.of();
        }
        Map<String, Tensor> stem = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                stem.put(name.substring(prefix.length()), tensor);
            }
        });
        return family.candidates(stem);
    }

    private static Collection<? extends NetworkDefinition> ofDetector(
            NetworkFamily family, Optional<DetectorDefinition> rows, Optional<NetworkDefinition> named) {
        if (rows.isPresent()) {
            return List.of(rows.get());
        }
        if (named.isPresent()) {
            return family.definitions().containsKey(named.get().name()) ? List.of(named.get()) : List.of();
        }
        return family.definitions().values();
    }

    private Refusal reasonOf(List<Candidate> candidates, boolean hasRows) {
        Optional<Candidate> nearest = candidates.stream().min(Candidate.BEST_FIRST);
        if (request.prefix().isPresent() && nearest.isEmpty()) {
            return Refusal.of(
                    Reason.UNKNOWN_NETWORK,
                    "no registered network's names begin with "
                            + PrintableText.quote(request.prefix().get()),
                    "Names of the file: inx inspect --tensors FILE");
        }
        boolean onlyShapes = nearest.isPresent()
                && nearest.get().comparison().missing().isEmpty()
                && nearest.get().comparison().unexpected().isEmpty();
        if (hasRows && onlyShapes) {
            return OtherFamilies.pruned(nearest.get());
        }
        boolean isMeant = hasRows || request.model().isPresent();
        if (nearest.isPresent() && (isMeant || nearest.get().isNear())) {
            return new Refusal(
                    Reason.OTHER_SHAPES,
                    "these weights are nearly those of "
                            + nearest.get().definition().name() + ", but not quite",
                    "What differs: inx inspect FILE",
                    Optional.of(nearest.get().match()));
        }
        boolean isLikeDetector = tensors.keySet().stream().anyMatch(name -> name.matches("(.*\\.)?model\\.0\\..*"));
        return OtherFamilies.unknown(checkpoint, isLikeDetector);
    }

    /** The rows in the file are the network; a name that was given beside them must agree. */
    private Optional<Recognition> disagreement(NetworkDefinition named, Candidate byRows) {
        Candidate byName = Candidate.of(named, byRows.prefix(), tensors, request);
        return byName.isComplete()
                ? Optional.empty()
                : Optional.of(refused(new Refusal(
                        Reason.OTHER_SHAPES,
                        "the file's own rows are of another network than " + named.name(),
                        "Leave out the model's name: the rows are used",
                        Optional.of(byName.match()))));
    }

    /** Two detectors whose rows differ may have the same tensors. */
    private static Optional<Refusal> ambiguity(List<Candidate> best, WeightMetadata metadata) {
        List<Candidate> together = best.stream()
                .filter(candidate -> candidate.prefix().equals(best.get(0).prefix()))
                .toList();
        Graph first = best.get(0).graph();
        // The same object for most files: to compare two graphs is work.
        boolean isOne = together.stream()
                .allMatch(candidate ->
                        candidate.graph() == first || candidate.graph().equals(first));
        boolean isStated = metadata.network().isPresent()
                && together.stream()
                        .anyMatch(candidate -> candidate
                                .definition()
                                .name()
                                .equals(metadata.network().get()));
        if (isOne || isStated) {
            return Optional.empty();
        }
        String names = together.stream()
                .map(candidate -> candidate.definition().name())
                .collect(Collectors.joining(", "));
        return Optional.of(Refusal.of(
                Reason.AMBIGUOUS,
                "these weights fit several networks: " + names,
                "Say which one they are of: --model NAME"));
    }

    private static Candidate chosen(List<Candidate> best, WeightMetadata metadata) {
        return best.stream()
                .filter(candidate -> candidate.prefix().equals(best.get(0).prefix()))
                .filter(candidate -> metadata.network()
                        .filter(candidate.definition().name()::equals)
                        .isPresent())
                .findFirst()
                .orElse(best.get(0));
    }

    private Recognition model(
            Candidate chosen,
            List<Candidate> best,
            Optional<ModuleTree> tree,
            Optional<PickledDetector> detector,
            WeightMetadata metadata)
            throws IOException, SettingsException {
        List<String> notes = new ArrayList<>();
        Graph graph = metadata.settings().applied(chosen.graph());
        if (chosen.isMerged()) {
            notes.add("convolution and batch normalisation are merged in the file");
        }
        if (tree.isPresent()) {
            ModuleTree own = tree.get().below(chosen.prefix());
            if (chosen.definition() instanceof DetectorDefinition definition) {
                PickledDetector.checkClasses(
                        definition.detector(chosen.options()).rows(), own);
            }
            ModuleSettings.Applied applied = ModuleSettings.apply(graph, own);
            graph = applied.graph();
            notes.addAll(applied.notes());
        }
        FolderConfig config = chosen.definition() instanceof DetectorDefinition
                        || location.config().isEmpty()
                ? FolderConfig.NONE
                : FolderConfig.read(location.config().get());
        PictureSettings pictures = config.pictures().orElse(metadata.pictures());
        Optional<String> registered = registeredName(chosen);
        return Recognition.of(
                source,
                checkpoint,
                new RecognisedModel(
                        chosen.definition(),
                        registered,
                        cards(registered, pictures),
                        chosen.options(),
                        Weights.bind(graph, chosen.tensors()),
                        chosen.graph(),
                        chosen.prefix(),
                        otherPrefixes(chosen, best),
                        chosen.leftOut(),
                        chosen.missing(),
                        classNames(chosen, detector, metadata, config),
                        pictures,
                        config.pictures().isEmpty() ? (pictures.isEmpty() ? "" : "the file") : "config.json",
                        notes));
    }

    private static List<String> otherPrefixes(Candidate chosen, List<Candidate> best) {
        return best.stream()
                .map(Candidate::prefix)
                .filter(prefix -> !prefix.equals(chosen.prefix()))
                .distinct()
                .toList();
    }

    private static ClassNames classNames(
            Candidate chosen, Optional<PickledDetector> detector, WeightMetadata metadata, FolderConfig config) {
        int classes = chosen.options().numClasses();
        if (detector.isPresent()) {
            return detector.get().classNames(classes);
        }
        ClassNames beside = ClassNames.of(config.names(), classes, "config.json");
        return beside.names().isEmpty() ? ClassNames.of(metadata.names(), classes, "the file") : beside;
    }

    /** Rows inside a file may be those of a registered detector, which then has a name. */
    private static Optional<String> registeredName(Candidate chosen) {
        NetworkDefinition definition = chosen.definition();
        Optional<NetworkDefinition> registered = NetworkCatalog.builtin().find(definition.name());
        if (registered.filter(found -> found == definition).isPresent()) {
            return Optional.of(definition.name());
        }
        Graph graph = definition.graph(chosen.options());
        return NetworkCatalog.builtin().definitions().stream()
                .filter(DetectorDefinition.class::isInstance)
                .map(DetectorDefinition.class::cast)
                .filter(other -> other.hasModulesOf((DetectorDefinition) definition))
                .filter(other -> other.graph(chosen.options()).parameters().equals(graph.parameters()))
                .map(DetectorDefinition::name)
                .findFirst();
    }

    /**
     * Returns the models with this network: the one named first, then the library's, of them first the one whose input has the
     * stated size. What other registries hold is not asked for: it may take a network, and says nothing of this file.
     */
    private List<ModelCard> cards(Optional<String> network, PictureSettings pictures) {
        if (network.isEmpty()) {
            return List.of();
        }
        List<ModelCard> cards = new ArrayList<>(Registry.builtin().cards().stream()
                .filter(card -> card.network().equals(network.get()))
                .toList());
        if (!cards.isEmpty()) {
            Collections.swap(cards, 0, ofStatedSize(cards, pictures));
        }
        named(network.get()).ifPresent(card -> {
            cards.removeIf(other -> other.qualifiedName().equals(card.qualifiedName()));
            cards.add(0, card);
        });
        return cards;
    }

    private static int ofStatedSize(List<ModelCard> cards, PictureSettings pictures) {
        for (int i = 0; i < cards.size(); i++) {
            int height = cards.get(i).defaultPreset().preprocessing().height();
            if (pictures.height().filter(stated -> stated == height).isPresent()) {
                return i;
            }
        }
        return 0;
    }

    /** The user may name a network instead, for which there need be no card. */
    private Optional<ModelCard> named(String network) {
        if (request.model().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(request.registry().find(request.model().get()))
                    .filter(card -> card.network().equals(network));
        } catch (UnknownModelException e) {
            return Optional.empty();
        }
    }
}
