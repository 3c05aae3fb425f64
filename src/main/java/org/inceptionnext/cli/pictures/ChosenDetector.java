package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.recognise.PictureSettings;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;

/**
 * The detector that a command line means.
 *
 * @param model the model; where a checkpoint has rows of its own, any detector through which it can be loaded
 * @param name what to call it: the model's name, or that of a checkpoint that is no registered network
 * @param stride the network's largest
 * @param isDemonstration whether the user named neither a model nor weights
 */
record ChosenDetector(ChosenModel model, String name, int stride, boolean isDemonstration) {

    static ChosenDetector of(Console console, ModelOptions options) throws UnknownModelException, IOException {
        if (options.model != null) {
            ModelLookup.find(console, options.model);
        }
        Optional<WeightsPlace> own = options.place();
        if (own.isPresent()) {
            return ofFile(options, new WeightAccess(console).locate(own.get()));
        }
        ModelCard card = options.model == null ? embedded() : named(options.model);
        if (!card.isPublished()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + ": nobody publishes trained weights for this network",
                    "Train it with your own pictures, inx train data.yaml --model " + card.name()
                            + ", or in YOLOv5's Python code with an InceptionNeXt backbone, and name the file:"
                            + " --weights best.safetensors");
        }
        return new ChosenDetector(
                ChosenModel.ofDetector(card, Optional.empty(), PictureSettings.NONE, List.of()),
                card.name(),
                card.detector().orElseThrow().stride(),
                options.model == null);
    }

    /** The detector that comes with the library, so that the first command works without a network. */
    private static ModelCard embedded() {
        return Registry.builtin().cards().stream()
                .filter(card -> card.isDetector() && card.isEmbedded())
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        ExitCode.USAGE,
                        "no detector is named",
                        "Name your own weights, --weights best.pt, or a model with published ones, --model yolov5n."
                                + " All: inx models 'yolov5*'"));
    }

    /** Says which detector it was, where the user named none; its classes are few, and most pictures are not of them. */
    void explain(Console console) {
        if (isDemonstration) {
            ModelCard card = model.card();
            console.hint("No detector was named: this was " + card.name() + ", which comes with inx.\n"
                    + card.about().summary() + "\n"
                    + "Its classes: " + String.join(", ", card.labels().classNames())
                    + ". Other detectors: inx models 'yolov5*'; your own: inx detect --weights best.pt PICTURE");
        }
    }

    private static ChosenDetector ofFile(ModelOptions options, Path file) throws UnknownModelException, IOException {
        if (options.model != null) {
            named(options.model);
        }
        try (Recognition recognition = Recogniser.open(file, options.request())) {
            RecognisedModel model = recognition.require(Use.DETECT);
            int stride = Collections.max(((DetectorDefinition) model.definition())
                    .detector(model.options())
                    .strides());
            ModelCard card = model.cards().stream().findFirst().orElseGet(ChosenDetector::anyDetector);
            String name = model.cards().isEmpty() ? model.name() : card.name();
            List<String> hints = RecognitionHints.of(recognition, options.model != null, options.reading.key != null);
            return new ChosenDetector(
                    ChosenModel.ofDetector(card, Optional.of(file), model.pictures(), hints), name, stride, false);
        }
    }

    private static ModelCard named(String model) throws UnknownModelException {
        ModelCard card = ModelLookup.registry().find(model);
        if (!card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + " classifies pictures, it finds no objects in them",
                    "Run: inx classify, or see the detectors: inx models 'yolov5*'");
        }
        return card;
    }

    /** Not the one that comes with the library: the size of its pictures is its own, and no other network's. */
    static ModelCard anyDetector() {
        return Registry.builtin().cards().stream()
                .filter(card -> card.isDetector() && !card.isEmbedded())
                .findFirst()
                .orElseThrow();
    }
}
