package org.inceptionnext.cli.pictures;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportOptions;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.labelled.LabelledSource;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.ComputeType;
import org.inceptionnext.runtime.InceptionNextRuntime;
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
            "  inx eval photos/ --weights runs/best.safetensors --report eval.html",
            "  inx eval photos.zip --model inceptionnext_tiny --json | jq .top1",
            "  inx eval data.yaml --weights best.pt"
        })
public final class EvalCommand implements Callable<Integer> {
    /** From which a page shows a detector's boxes at first: as inx detect does unless told otherwise. */
    private static final double SHOWN_CONFIDENCE = 0.25;

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

    @Mixin
    ReportOptions report = new ReportOptions();

    public EvalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        options.check();
        Optional<DetectionSet.Found> boxes = Files.exists(data) ? DetectionSet.find(data) : Optional.empty();
        Report.Kind kind = boxes.isPresent() ? Report.Kind.EVAL_BOXES : Report.Kind.EVAL_CLASSES;
        try (Report page = report.begin(kind, SHOWN_CONFIDENCE).orElse(null)) {
            return boxes.isPresent() ? evaluateDetector(page) : evaluateClassifier(page);
        }
    }

    private int evaluateClassifier(@Nullable Report page) throws Exception {
        List<ConfusionOutput> outputs =
                confusion.stream().map(ConfusionOutput::of).toList();
        LabelledSource source = LabelledSource.of(data);
        EvalData chosenData = EvalData.of(source, Optional.ofNullable(split));
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, options, preparation, Use.CLASSIFY);
        if (chosen.weights().isEmpty()) {
            new WeightAccess(console).fetch(chosen.card());
        }
        ClassifierEvalPage pictures = page == null ? null : new ClassifierEvalPage(page);
        InputTransform transform =
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif));
        ClassifierEval eval = new ClassifierEval(
                console, chosen, new ClassifierEval.Request(transform, arguments(), options.batchSize, pictures));
        ClassificationReport figures = eval.run(chosenData);
        try {
            // First: who reads the figures may stop listening.
            for (ConfusionOutput output : outputs) {
                output.write(figures);
            }
            if (pictures != null) {
                List<Report.Fact> facts = new ReportFacts(console, chosen).get();
                facts.add(new Report.Fact(
                        "data",
                        chosenData.name()
                                + chosenData
                                        .split()
                                        .map(part -> ", part " + part)
                                        .orElse("")));
                pictures.write(figures, facts);
            }
        } finally {
            new EvalOutput(console, chosen, chosenData).print(figures);
        }
        Findings findings = chosenData.findings();
        if (findings.count() > 0) {
            console.hint(leftOut(findings));
        }
        return eval.exitCode().code();
    }

    private Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>(Map.of("dtype", options.dtype.toString()));
        arguments.putAll(options.reading.arguments());
        if (options.dtype == ComputeType.INT8 && !InceptionNextRuntime.computesInt8()) {
            // How good the answers are is asked, not how fast they come; float32 would answer another question.
            arguments.put("form", CompiledForm.PORTABLE.toString());
            console.hint(
                    "This processor has no VNNI, so int8 is shown by plain operators that round alike, slower than float32."
                            + " The other commands compute in float32 here.");
        }
        if (labels != null) {
            arguments.put("labels", labels);
        }
        return arguments;
    }

    private String leftOut(Findings findings) {
        return "Left out of the data set, or wrong in it: " + Numbers.grouped(findings.count()) + " (inx data check "
                + data + ")";
    }

    private int evaluateDetector(@Nullable Report page) throws Exception {
        Optional<NewFile> json = Optional.ofNullable(saveJson).map(file -> NewFile.of(file, "--save-json"));
        DetectionSet set = DetectionSet.open(data, DetectionOptions.DEFAULT);
        List<BoxedPicture> part = part(set);
        EngineStart.begin();
        ChosenDetector chosen = ChosenDetector.of(console, options);
        Map<String, Object> arguments = arguments();
        if (preparation.imageSize != null) {
            arguments.put("imageSize", preparation.imageSize);
        }
        DetectorEval eval = new DetectorEval(console, options, chosen, arguments, fit == Fit.rectangular);
        DetectorEvalPage pictures = page == null ? null : new DetectorEvalPage(page, set.classes());
        DetectorEval.Figures figures = eval.run(set, part, json.isPresent(), pictures);
        try {
            if (json.isPresent()) {
                String results =
                        DetectorEvalOutput.results(figures.detections()).toString();
                json.get().write(results.getBytes(StandardCharsets.UTF_8));
            }
            if (pictures != null) {
                List<Report.Fact> facts = new ReportFacts(console, chosen.model()).get();
                facts.add(new Report.Fact("data", set.name()));
                pictures.write(figures, facts);
            }
        } finally {
            new DetectorEvalOutput(console, chosen, set).print(figures);
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
}
