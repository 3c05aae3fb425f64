package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.network.yolov5.DetectorCheckpoint;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;

/**
 * The detector that a command line means.
 *
 * @param model the model; where a checkpoint has rows of its own, any detector through which it can be loaded
 * @param name what to call it: the model's name, or that of a checkpoint that is no registered network
 * @param stride the network's largest
 */
record ChosenDetector(ChosenModel model, String name, int stride) {

    static ChosenDetector of(PictureOptions options) throws UnknownModelException, IOException {
        if (options.weights != null) {
            try (Checkpoint checkpoint = options.reading.open(options.weights)) {
                return ofFile(options, options.weights, checkpoint);
            }
        }
        if (options.model == null) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "no detector is named",
                    "Name your own weights, --weights best.pt, or a model with published ones, --model yolov5n."
                            + " All: inx models 'yolov5*'");
        }
        ModelCard card = named(options.model);
        if (!card.isPublished()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + ": nobody publishes trained weights for this network",
                    "Train it with your own pictures in YOLOv5's Python code, with an InceptionNeXt backbone, and name the"
                            + " file: --weights best.pt");
        }
        return new ChosenDetector(chosen(card, Optional.empty()), card.name(), stride(card));
    }

    private static ChosenDetector ofFile(PictureOptions options, Path file, Checkpoint checkpoint)
            throws UnknownModelException, IOException {
        Optional<DetectorCheckpoint> detector = DetectorCheckpoint.of(checkpoint);
        Optional<ModelCard> card = options.model == null ? recognised(checkpoint) : Optional.of(named(options.model));
        if (detector.isPresent()) {
            int stride = Collections.max(detector.get().detector().strides());
            String name =
                    card.map(ModelCard::name).orElse(detector.get().definition().name());
            return new ChosenDetector(
                    chosen(card.orElseGet(() -> detectors().get(0)), Optional.of(file)), name, stride);
        }
        ModelCard fitting = card.orElseThrow(() -> new FailureException(
                ExitCode.CHECKPOINT,
                Printable.line(file.toString(), Printable.PATH_CHARS)
                        + ": no detector that carries its rows, and weights that fit no registered one exactly",
                "What they are: inx inspect FILE. To see what differs from one detector: --model NAME"));
        return new ChosenDetector(chosen(fitting, Optional.of(file)), fitting.name(), stride(fitting));
    }

    private static ChosenModel chosen(ModelCard card, Optional<Path> weights) {
        return new ChosenModel(card, card.defaultPreset(), weights, false);
    }

    private static ModelCard named(String model) throws UnknownModelException {
        ModelCard card = Registry.builtin().find(model);
        if (!card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + " classifies pictures, it finds no objects in them",
                    "Run: inx classify, or see the detectors: inx models 'yolov5*'");
        }
        return card;
    }

    private static Optional<ModelCard> recognised(Checkpoint checkpoint) {
        List<Match> matches =
                NetworkCatalog.match(Yolov5Family.builtin().definitions().values(), checkpoint.tensors());
        return matches.stream()
                .filter(match -> match.comparison().isExact())
                .flatMap(match -> detectors().stream()
                        .filter(card -> card.network().equals(match.definition().name())))
                .findFirst();
    }

    private static List<ModelCard> detectors() {
        return Registry.builtin().cards().stream().filter(ModelCard::isDetector).toList();
    }

    private static int stride(ModelCard card) {
        return card.detector().orElseThrow().stride();
    }
}
