package org.inceptionnext.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.ContinuedWeights;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.network.yolov5.StartingWeights;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.train.recipe.DetectorRecipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.run.DetectorJob;
import org.inceptionnext.train.run.DetectorTraining;
import org.inceptionnext.train.run.TrainingRun;

/** Which detector a command line asks to be trained. */
final class DetectorSetup {
    private static final String SMALLEST = "yolov5_inceptionnext_zepto";
    private static final int CHANNELS = 3;

    private DetectorSetup() {}

    /** Returns whether a command line means a detector: its model, or the data where it names none. */
    static boolean isMeant(TrainCommand command) throws IOException, UnknownModelException {
        boolean boxes =
                Files.exists(command.data) && DetectionSet.find(command.data).isPresent();
        String model =
                command.isResumed() ? TrainingRun.settingsOf(command.out).getOrDefault("model", "") : command.model;
        if (model == null || model.isEmpty()) {
            return boxes;
        }
        ModelCard card = ModelLookup.registry().find(model);
        if (card.isDetector() && !boxes && Files.exists(command.data)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    card.name() + " finds objects, and " + command.data + " is no data set of boxes",
                    "Give a data.yaml (YOLO), a COCO .json, or a folder with Annotations/ (Pascal VOC); inx data check shows"
                            + " what is there.");
        }
        if (!card.isDetector() && boxes) {
            throw new FailureException(
                    ExitCode.USAGE,
                    command.data + " is a data set of boxes, and " + card.name() + " classifies whole pictures",
                    "Name a detector (--model " + SMALLEST + "), or give a folder with a folder for each class.");
        }
        return card.isDetector();
    }

    static DetectorJob of(Console console, TrainCommand command) throws IOException, UnknownModelException {
        RunChoice choice = command.isResumed()
                ? RunChoice.ofRun(command, DetectorTraining.OWN_KEYS)
                : RunChoice.ofCommand(
                        command,
                        SMALLEST,
                        command.recipeValues(RecipeFile.detectorValues(command.recipe(usualRecipe(command)))));
        DetectorRecipe recipe = DetectorRecipe.read(choice.recipe());
        ModelCard card = ModelLookup.registry().find(choice.model());
        DetectionSet data = split(DetectionSet.open(command.data, DetectionOptions.DEFAULT), choice);
        List<String> classes =
                recipe.objective().singleClass() ? data.asSingleClass().classes() : data.classes();
        int size = size(command, card, choice.imageSize());
        return new DetectorJob(
                card.name(),
                Yolov5Family.builtin().get(card.network()),
                start(console, card, classes, choice),
                data,
                size,
                choice.recipe(),
                choice.origin(),
                choice.seed(),
                command.out);
    }

    /** The recipe that reached more with the model's kind of backbone: docs/training.md has both results. */
    private static String usualRecipe(TrainCommand command) throws UnknownModelException {
        ModelCard card = ModelLookup.registry().find(command.model == null ? SMALLEST : command.model);
        return card.detector().flatMap(DetectorCard::backbone).isPresent()
                ? RecipeFile.INCEPTIONNEXT_DEFAULT
                : RecipeFile.DETECTOR_DEFAULT;
    }

    private static int size(TrainCommand command, ModelCard card, String size) throws IOException {
        int side;
        try {
            side = size.isEmpty() ? card.defaultPreset().preprocessing().height() : Integer.parseInt(size);
        } catch (NumberFormatException e) {
            throw RunChoice.changed(command, e);
        }
        int stride = card.detector().map(DetectorCard::stride).orElseThrow();
        if (side < stride || side % stride != 0) {
            throw new FailureException(
                    ExitCode.USAGE, "--image-size is " + side + "; it must be a multiple of " + stride, "");
        }
        return side;
    }

    private static DetectionSet split(DetectionSet set, RunChoice choice) {
        return set.pictures(Split.VAL).isEmpty() && set.pictures(Split.TRAIN).size() > 1
                ? set.split(choice.valShare(), choice.seed())
                : set;
    }

    /** With another detector's weights if a file of such is named, else with a classifier's as its backbone. */
    private static DetectorJob.Start start(Console console, ModelCard card, List<String> classes, RunChoice choice)
            throws IOException, UnknownModelException {
        DetectorDefinition definition = Yolov5Family.builtin().get(card.network());
        if (!choice.weights().isEmpty()) {
            Path place = Path.of(choice.weights());
            Path file = Files.isDirectory(place)
                    ? place
                    : WeightFetcher.userFile(place).file();
            try (Recognition recognition = Recogniser.open(file, RecognitionRequest.ANY)) {
                RecognisedModel model = recognition.require();
                return model.isDetector()
                        ? continued(card, definition, model, classes, choice)
                        : onBackbone(
                                definition,
                                recognition.tensors(),
                                model.pictures()
                                        .over(backbone(card).defaultPreset().preprocessing()),
                                classes,
                                choice);
            }
        }
        ModelCard classifier = backbone(card);
        try (Checkpoint checkpoint = BeginningWeights.open(
                console, classifier, "", "Give a file of it, or of " + card.name() + ", with --weights.")) {
            return onBackbone(
                    definition, checkpoint.tensors(), classifier.defaultPreset().preprocessing(), classes, choice);
        }
    }

    private static ModelCard backbone(ModelCard card) throws UnknownModelException {
        String backbone = card.detector()
                .flatMap(DetectorCard::backbone)
                .orElseThrow(() -> new FailureException(
                        ExitCode.USAGE,
                        card.name() + " has no backbone whose weights training could begin with",
                        "Give a detector's own file with --weights, or name a detector with an InceptionNeXt backbone:"
                                + " inx models 'yolov5_inceptionnext*'"));
        return ModelLookup.registry().find(backbone);
    }

    private static DetectorJob.Start onBackbone(
            DetectorDefinition definition,
            Map<String, Tensor> classifier,
            Preprocessing pictures,
            List<String> classes,
            RunChoice choice)
            throws IOException {
        NetworkOptions options = new NetworkOptions(classes.size(), CHANNELS);
        StartingWeights start = StartingWeights.of(
                definition.detector(options),
                classifier,
                new InputNormalization(pictures.mean(), pictures.std()),
                choice.seed());
        return new DetectorJob.Start(options, inMemory(start.weights()), start.summary());
    }

    private static DetectorJob.Start continued(
            ModelCard card,
            DetectorDefinition definition,
            RecognisedModel model,
            List<String> classes,
            RunChoice choice)
            throws IOException {
        if (!(model.definition() instanceof DetectorDefinition other) || !definition.hasModulesOf(other)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    choice.weights() + " is a detector of other rows than " + card.name(),
                    "Name the network that it is of with --model: inx inspect shows it.");
        }
        NetworkOptions options =
                new NetworkOptions(classes.size(), model.options().inChannels());
        ContinuedWeights start = ContinuedWeights.of(
                definition.detector(options),
                model.weights(),
                classes.equals(model.classNames().names()),
                choice.seed());
        return new DetectorJob.Start(options, inMemory(start.weights()), start.summary());
    }

    /** Returns the same, read before the file is closed. */
    private static Weights inMemory(Weights weights) throws IOException {
        Map<String, Tensor> read = new LinkedHashMap<>();
        for (Tensor tensor : weights.tensors().values()) {
            read.put(tensor.name(), Tensors.ofBytes(tensor.name(), tensor.dtype(), tensor.shape(), tensor.bytes()));
        }
        return Weights.bind(weights.graph(), read);
    }
}
