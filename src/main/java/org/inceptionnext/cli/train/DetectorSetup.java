package org.inceptionnext.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.load.EpochOrder;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.network.yolov5.StartingWeights;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.train.recipe.DetectorRecipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.run.DetectorJob;
import org.inceptionnext.train.run.DetectorTraining;
import org.inceptionnext.train.run.TrainingRun;

/** Which detector a command line asks to be trained. */
final class DetectorSetup {
    private static final String SMALLEST = "yolov5_inceptionnext_zepto";

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
        ModelCard card = Registry.builtin().find(model);
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
                        command.recipeValues(RecipeFile.detectorValues(command.recipe(RecipeFile.DETECTOR_DEFAULT))));
        DetectorRecipe recipe = DetectorRecipe.read(choice.recipe());
        ModelCard card = Registry.builtin().find(choice.model());
        DetectionSet data = split(DetectionSet.open(command.data, DetectionOptions.DEFAULT), choice);
        int classes = recipe.objective().singleClass() ? 1 : data.classes().size();
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

    /** Every so many pictures of a shuffled list validate, where the data has none for that. */
    private static DetectionSet split(DetectionSet set, RunChoice choice) {
        List<BoxedPicture> all = set.pictures(Split.TRAIN);
        if (!set.pictures(Split.VAL).isEmpty() || all.size() < 2) {
            return set;
        }
        int[] order = EpochOrder.shuffled(all.size(), choice.seed(), 0);
        int count = Math.min(all.size() - 1, Math.max(1, (int) Math.round(all.size() * choice.valShare())));
        List<BoxedPicture> train = new ArrayList<>();
        List<BoxedPicture> val = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            (i < count ? val : train).add(all.get(order[i]));
        }
        Map<Split, List<BoxedPicture>> parts = new EnumMap<>(Split.class);
        parts.putAll(set.parts());
        parts.put(Split.TRAIN, train);
        parts.put(Split.VAL, val);
        return new DetectionSet(set.name(), set.format(), set.classes(), parts, set.findings());
    }

    private static DetectorJob.Start start(Console console, ModelCard card, int classes, RunChoice choice)
            throws IOException, UnknownModelException {
        DetectorDefinition definition = Yolov5Family.builtin().get(card.network());
        NetworkOptions options = new NetworkOptions(classes, 3);
        String backbone = card.detector()
                .flatMap(DetectorCard::backbone)
                .orElseThrow(() -> new FailureException(
                        ExitCode.USAGE,
                        card.name() + " has no backbone whose weights training could begin with",
                        "Name a detector with an InceptionNeXt backbone: inx models 'yolov5_inceptionnext*'"));
        ModelCard classifier = Registry.builtin().find(backbone);
        Preprocessing pictures = classifier.defaultPreset().preprocessing();
        try (Checkpoint checkpoint = BeginningWeights.open(
                console, classifier, choice.weights(), "Give a classifier's file with --weights.")) {
            StartingWeights start = StartingWeights.of(
                    definition.detector(options),
                    checkpoint.tensors(),
                    new InputNormalization(pictures.mean(), pictures.std()),
                    choice.seed());
            return new DetectorJob.Start(options, inMemory(start.weights()), start.summary());
        }
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
