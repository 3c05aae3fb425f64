package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * The model that a command line means.
 *
 * @param card the model
 * @param preset how pictures are prepared
 * @param weights the user's own weights
 * @param isDemonstration whether the user named neither a model nor weights
 */
public record ChosenModel(ModelCard card, Preset preset, Optional<Path> weights, boolean isDemonstration) {
    /** Comes with the library, so that the first command works without a network. */
    public static final String DEMONSTRATION = "inceptionnext_zepto";

    /** Returns the classifier that is meant. */
    static ChosenModel of(PictureOptions options, PresetOptions preset) throws UnknownModelException, IOException {
        Optional<Path> weights = Optional.ofNullable(options.weights);
        ModelCard card = card(options, weights);
        boolean isDemonstration = options.model == null && weights.isEmpty();
        return new ChosenModel(card, preset(card, preset.preset), weights, isDemonstration);
    }

    /** Returns whether the weights come with the library. */
    boolean isEmbedded() {
        return weights.isEmpty() && card.isEmbedded();
    }

    private static ModelCard card(PictureOptions options, Optional<Path> weights)
            throws UnknownModelException, IOException {
        Registry registry = Registry.builtin();
        if (options.model != null) {
            return requireClassifier(registry.find(options.model));
        }
        return weights.isPresent()
                ? recognised(registry, weights.get(), options.reading)
                : registry.find(DEMONSTRATION);
    }

    private static ModelCard requireClassifier(ModelCard card) {
        if (card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + " finds objects in pictures, it does not classify them",
                    "Run: inx detect");
        }
        return card;
    }

    /** Finds the model by the names and shapes in the weights. */
    private static ModelCard recognised(Registry registry, Path weights, CheckpointOptions reading) throws IOException {
        List<Match> matches;
        try (Checkpoint checkpoint = reading.open(weights)) {
            matches = NetworkCatalog.match(
                    InceptionNextFamily.builtin().definitions().values(), checkpoint.tensors());
        }
        return matches.stream()
                .filter(match -> match.comparison().isExact())
                .flatMap(match -> registry.cards().stream()
                        .filter(card -> card.network().equals(match.definition().name())))
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        ExitCode.CHECKPOINT,
                        Printable.line(weights.toString(), Printable.PATH_CHARS)
                                + ": these weights fit no registered model exactly",
                        "What they are: inx inspect FILE. To see what differs from one model: --model NAME"));
    }

    private static Preset preset(ModelCard card, @Nullable String name) {
        if (name == null) {
            return card.defaultPreset();
        }
        return card.preset(name)
                .orElseThrow(() -> new FailureException(
                        ExitCode.USAGE,
                        card.name() + " has no preset " + Printable.line(name, Printable.NAME_CHARS) + "; it has "
                                + card.presets().stream().map(Preset::name).collect(Collectors.joining(", ")),
                        "Run: inx models show " + card.name()));
    }
}
