package org.inceptionnext.cli.pictures;

import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.labelled.LabelledSource;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;
import org.inceptionnext.djl.pictures.PredictionException;
import org.inceptionnext.evaluate.classification.ClassificationEvaluator;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.vision.DecodeOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx eval}. */
@Command(
        name = "eval",
        header = "Say how good a classifier, or a detector, is on labelled pictures.",
        description = {
            "",
            "Top-1, top-5, precision, recall and F1 of each class, calibration, and the twenty worst mistakes."
                    + " Classes are matched by name. Of a data set with parts, val is used (then test, then train).",
            "With boxes (a data.yaml, obj.data, COCO .json, or a folder with Annotations/): mAP by YOLOv5's rules and by COCO's,"
                    + " two different numbers. Pictures, suppression and matching are those of YOLOv5's validation.",
            "Pictures are read as they are needed: a million of them take no more memory than ten."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx eval photos/ --weights runs/best.safetensors",
            "  inx eval cifar10-test.tar --confusion confusion.png",
            "  inx eval photos.zip --model inceptionnext_tiny --json | jq .top1",
            "  inx eval data.yaml --weights best.pt"
        })
public final class EvalCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "DATA",
            description = "A folder with a folder for each class, an archive of one, shards, or a list of path,label.")
    Path data = Path.of("");

    @Mixin
    ModelOptions options = new ModelOptions();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Names of the classes, one a line, for weights that have other classes than the model's.")
    @Nullable
    Path labels;

    @Option(names = "--split", paramLabel = "PART", description = "Which part: ${COMPLETION-CANDIDATES}.")
    @Nullable
    Split split;

    @Option(
            names = "--save-json",
            paramLabel = "FILE",
            description = "Write a detector's boxes as COCO results, which pycocotools reads.")
    @Nullable
    Path saveJson;

    /** What a detector's pictures are put into. */
    enum Fit {
        square,
        rectangular
    }

    @Option(
            names = "--fit",
            paramLabel = "FIT",
            defaultValue = "square",
            description =
                    "Of a detector. square: all pictures in squares, whole batches at a time. rectangular: as YOLOv5's"
                            + " validation does unless told otherwise, in frames of their own shapes. Default: ${DEFAULT-VALUE}.")
    Fit fit = Fit.square;

    @Option(
            names = "--confusion",
            paramLabel = "FILE",
            description = "Write who was taken for whom: a table (.csv) or a picture (.png). May be given twice.")
    List<Path> confusion = new ArrayList<>();

    @Mixin
    PresetOptions preparation = new PresetOptions();

    private final RunSummary summary = new RunSummary();

    public EvalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        options.check();
        Optional<DetectionSet.Found> boxes = Files.exists(data) ? DetectionSet.find(data) : Optional.empty();
        if (boxes.isPresent()) {
            return evaluateDetector();
        }
        List<ConfusionOutput> outputs =
                confusion.stream().map(ConfusionOutput::of).toList();
        LabelledSource source = LabelledSource.of(data);
        EvalData chosenData = EvalData.of(source, Optional.ofNullable(split));
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, options, preparation, Use.CLASSIFY);
        if (chosen.weights().isEmpty()) {
            new WeightAccess(console).fetch(chosen.card());
        }
        ClassificationReport report = evaluate(chosenData, chosen);
        try {
            // First: who reads the figures may stop listening.
            for (ConfusionOutput output : outputs) {
                output.write(report);
            }
        } finally {
            new EvalOutput(console, chosen, chosenData).print(report);
        }
        Findings findings = chosenData.findings();
        if (findings.count() > 0) {
            console.hint(leftOut(findings));
        }
        return summary.exitCode().code();
    }

    private String leftOut(Findings findings) {
        return "Left out of the data set, or wrong in it: " + Numbers.grouped(findings.count()) + " (inx data check "
                + data + ")";
    }

    private int evaluateDetector() throws Exception {
        Optional<NewFile> json = Optional.ofNullable(saveJson).map(file -> NewFile.of(file, "--save-json"));
        DetectionSet set = DetectionSet.open(data, DetectionOptions.DEFAULT);
        List<BoxedPicture> part = part(set);
        EngineStart.begin();
        ChosenDetector chosen = ChosenDetector.of(console, options);
        Map<String, Object> arguments = new HashMap<>(Map.of("dtype", options.dtype.toString()));
        arguments.putAll(options.reading.arguments());
        if (labels != null) {
            arguments.put("labels", labels);
        }
        if (preparation.imageSize != null) {
            arguments.put("imageSize", preparation.imageSize);
        }
        DetectorEval eval = new DetectorEval(console, options, chosen, arguments, fit == Fit.rectangular);
        DetectorEval.Figures figures = eval.run(set, part, json.isPresent());
        new DetectorEvalOutput(console, chosen, set).print(figures);
        if (json.isPresent()) {
            String results = DetectorEvalOutput.results(figures.detections()).toString();
            json.get().write(results.getBytes(StandardCharsets.UTF_8));
        }
        if (set.findings().count() > 0) {
            console.hint(leftOut(set.findings()));
        }
        return eval.exitCode().code();
    }

    private List<BoxedPicture> part(DetectionSet set) {
        List<Split> wanted = split == null ? List.of(Split.VAL, Split.TEST, Split.TRAIN) : List.of(split);
        for (Split each : wanted) {
            if (!set.pictures(each).isEmpty()) {
                return set.pictures(each);
            }
        }
        throw new FailureException(
                ExitCode.NOT_FOUND, data + " has no picture to evaluate with", "Look: inx data check " + data);
    }

    private ClassificationReport evaluate(EvalData chosenData, ChosenModel chosen) throws IOException, ModelException {
        InputTransform transform =
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif));
        Map<String, Object> arguments = new HashMap<>(Map.of("dtype", options.dtype.toString()));
        arguments.putAll(options.reading.arguments());
        if (labels != null) {
            arguments.put("labels", labels);
        }
        // The pictures that are being read, whose labels their results need.
        Deque<EvalData.Labelled> underWay = new ArrayDeque<>();
        Counting counting = new Counting(chosenData);
        try (PicturePredictor<Classifications> predictor = PicturePredictor.loading(
                                transform, () -> PictureRun.load(console, chosen, Classifications.class, arguments))
                        .batchSize(options.batchSize);
                Progress progress = new Progress(console, chosenData::count);
                EvalData.Walk walk = chosenData.walk();
                PictureResults<Classifications> results = predictor.predict(pictures(walk, underWay))) {
            while (results.hasNext()) {
                count(results.next(), underWay.remove(), counting);
                progress.advance(1);
            }
        } catch (PredictionException e) {
            throw PictureRun.causeOf(e);
        }
        return counting.report();
    }

    private static Iterator<Picture> pictures(EvalData.Walk walk, Deque<EvalData.Labelled> underWay) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return walk.hasNext();
            }

            @Override
            public Picture next() {
                EvalData.Labelled labelled = walk.next();
                underWay.add(labelled);
                return labelled.picture();
            }
        };
    }

    private void count(PictureResult<Classifications> result, EvalData.Labelled labelled, Counting counting) {
        if (result instanceof PictureResult.Answered<Classifications> answered) {
            counting.add(labelled, answered.answer());
            summary.succeeded();
        } else if (result instanceof PictureResult.Failed<Classifications> failed) {
            summary.failed(Failures.of(failed.cause()));
            console.inputError(labelled.picture().name(), failed.cause());
        }
    }

    /** Begins when the first answer says which classes the model has. */
    private static final class Counting {
        private final EvalData data;
        private @Nullable ClassificationEvaluator evaluator;
        private Map<String, Integer> numbers = Map.of();

        Counting(EvalData data) {
            this.data = data;
        }

        void add(EvalData.Labelled labelled, Classifications answer) {
            ClassificationEvaluator counted = evaluator;
            if (counted == null) {
                numbers = data.numbers(answer.getClassNames());
                counted = new ClassificationEvaluator(answer.getClassNames());
                evaluator = counted;
            }
            List<Double> probabilities = answer.getProbabilities();
            float[] values = new float[probabilities.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = probabilities.get(i).floatValue();
            }
            Integer number = numbers.get(labelled.className());
            if (number == null) {
                throw new IllegalStateException("class " + labelled.className() + " appeared while the data were read");
            }
            counted.add(labelled.picture().name(), number, values);
        }

        ClassificationReport report() {
            ClassificationEvaluator counted = evaluator;
            if (counted == null) {
                throw new FailureException(
                        ExitCode.NOT_FOUND, "not one picture could be read", "Look at them: inx data check");
            }
            return counted.report();
        }
    }
}
