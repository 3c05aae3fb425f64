package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.recognise.PictureSettings;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * The classifier that a command line means.
 *
 * @param card the model
 * @param preset whose preprocessing holds where nobody says otherwise
 * @param preprocessing how pictures are prepared: as the command line says, else the weights' file or folder, else the preset
 * @param weights the user's own weights
 * @param arguments what the model has to be told of all this
 * @param hints what a user should know of the choice, one sentence each
 * @param labelsHint where the classes' names come from, if the weights state none
 * @param isDemonstration whether the user named neither a model nor weights
 */
public record ChosenModel(
        ModelCard card,
        Preset preset,
        Preprocessing preprocessing,
        Optional<Path> weights,
        Map<String, Object> arguments,
        List<String> hints,
        Optional<String> labelsHint,
        boolean isDemonstration) {
    /** Comes with the library, so that the first command works without a network. */
    public static final String DEMONSTRATION = "inceptionnext_zepto";

    public ChosenModel {
        arguments = Map.copyOf(arguments);
        hints = List.copyOf(hints);
    }

    /**
     * Returns the classifier that is meant.
     *
     * @param use what it has to do
     * @throws org.inceptionnext.recognise.RecognitionException if the weights cannot do it
     */
    static ChosenModel of(Console console, ModelOptions options, PresetOptions preparation, Use use)
            throws UnknownModelException, IOException {
        String named = options.model;
        boolean isDemonstration = named == null;
        ModelCard card = named == null ? ModelLookup.registry().find(DEMONSTRATION) : ModelLookup.find(console, named);
        requireClassifier(card);
        Optional<WeightsPlace> place = options.place();
        if (place.isEmpty()) {
            return of(
                    card,
                    preparation,
                    PictureSettings.NONE,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    isDemonstration);
        }
        Path file = new WeightAccess(console).locate(place.get());
        try (Recognition recognition = Recogniser.open(file, options.request())) {
            RecognisedModel model = recognition.require(use);
            ModelCard own = model.cards().stream()
                    .findFirst()
                    .orElseThrow(() -> new FailureException(
                            ExitCode.CHECKPOINT,
                            Printable.line(file.toString(), Printable.PATH_CHARS) + ": weights of " + model.name()
                                    + ", for which there is no model",
                            "Models there are: inx models"));
            List<String> hints = RecognitionHints.of(recognition, options.model != null, options.reading.key != null);
            return of(own, preparation, model.pictures(), Optional.of(file), hints, labelsHint(own, model), false);
        }
    }

    private static ChosenModel of(
            ModelCard card,
            PresetOptions preparation,
            PictureSettings ofFile,
            Optional<Path> weights,
            List<String> hints,
            Optional<String> labelsHint,
            boolean isDemonstration) {
        Preset preset = preset(card, preparation.preset);
        PictureSettings own = preparation.settings();
        // A preset that the user names says everything that he does not say himself.
        PictureSettings stated = preparation.preset == null
                ? own.orElse(ofFile)
                : own.orElse(PictureSettings.of(preset.preprocessing()));
        Map<String, Object> arguments = new HashMap<>(preparation.arguments());
        return new ChosenModel(
                card,
                preset,
                stated.over(preset.preprocessing()),
                weights,
                arguments,
                hints,
                labelsHint,
                isDemonstration);
    }

    /** A fine-tuned model's classes have no names that anybody here could know. */
    private static Optional<String> labelsHint(ModelCard card, RecognisedModel model) {
        int classes = model.options().numClasses();
        if (!model.classNames().names().isEmpty() || classes == 0) {
            return Optional.empty();
        }
        boolean isAsMany = classes == card.labels().classNames().size();
        return Optional.of("The names of these weights' " + classes + " classes are not in the file. "
                + (isAsMany
                        ? "They are called as those of " + card.name()
                                + ", which has as many; if yours are others, give"
                                + " them with --labels FILE, one a line."
                        : "Give them with --labels FILE, one a line."));
    }

    /**
     * A detector's pictures are prepared as the model's own translator says.
     *
     * @param ofFile what the weights' file says, such as the size that it was trained at
     */
    static ChosenModel ofDetector(ModelCard card, Optional<Path> weights, PictureSettings ofFile, List<String> hints) {
        Preset preset = card.defaultPreset();
        Preprocessing prepared = ofFile.over(preset.preprocessing());
        return new ChosenModel(card, preset, prepared, weights, Map.of(), hints, Optional.empty(), false);
    }

    /** Returns whether the weights come with the library. */
    boolean isEmbedded() {
        return weights.isEmpty() && card.isEmbedded();
    }

    private static void requireClassifier(ModelCard card) {
        if (card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + " finds objects in pictures, it does not classify them",
                    "Run: inx detect");
        }
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
