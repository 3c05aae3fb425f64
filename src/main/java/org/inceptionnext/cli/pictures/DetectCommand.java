package org.inceptionnext.cli.pictures;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportOptions;
import org.inceptionnext.cli.report.ReportedResults;
import org.inceptionnext.cli.results.ResultFormat;
import org.inceptionnext.cli.results.ResultOptions;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.Letterbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx detect}. */
@Command(
        name = "detect",
        header = "Find objects in pictures.",
        description = {
            "",
            "Without --model and --weights a small demonstration detector answers, which comes with inx and knows three classes: "
                    + "platelets, red and white blood cells.",
            "",
            "With a YOLOv5 detector: one of your own (--weights best.pt; a checkpoint of YOLOv5's training carries its network "
                    + "and the names of its classes), or a stock one (--model yolov5n; fetched, its weights are AGPL-3.0). "
                    + "Photos are turned upright first; boxes are in the upright picture.",
            "",
            "Formats: text, jsonl (--json), csv, parquet; coco and yolo: a data set of what was found in a new folder, with copies "
                    + "of the pictures, to correct or to train on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx detect blood.jpg",
            "  inx detect --weights best.pt street.jpg",
            "  inx detect --weights best.pt photos/ --save found/",
            "  inx detect --model yolov5s --classes person,dog --conf 0.5 'photos/**/*.jpg'",
            "  inx detect --weights best.pt photos/ --format yolo --output labelled/",
            "  inx detect --weights best.pt photos/ --json | jq -c '[.file,(.detections|length)]'"
        })
public final class DetectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    PictureOptions pictures = new PictureOptions();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Names of the classes: one a line, or a data.yaml of YOLO. Without it: those inside the weights.")
    @Nullable
    Path labels;

    @Option(
            names = "--conf",
            paramLabel = "P",
            defaultValue = "0.25",
            description = "The confidence that an object needs, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double confidence;

    @Option(
            names = "--iou",
            paramLabel = "P",
            defaultValue = "0.45",
            description = "Of boxes of a class that overlap by more (intersection over union) the best is kept. "
                    + "Default: ${DEFAULT-VALUE}.")
    double iou;

    @Option(
            names = "--max-det",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many objects of one picture are kept, the best. Default: ${DEFAULT-VALUE}.")
    int maxDetections;

    @Option(
            names = "--classes",
            paramLabel = "CLASS,...",
            description = "Only these classes: names, or numbers from 0.")
    @Nullable
    String classes;

    @Option(names = "--agnostic", description = "Boxes of different classes suppress each other too.")
    boolean agnostic;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "The side of the network's input in pixels, a multiple of its stride; or HEIGHTxWIDTH. "
                    + "Default: the model's.")
    @Nullable
    String imageSize;

    /** How pictures become the network's input. */
    enum Fit {
        square,
        auto
    }

    @Option(
            names = "--letterbox",
            paramLabel = "FIT",
            defaultValue = "square",
            description = "square: pictures are padded to one shape and go through the network together. "
                    + "auto: as little padding as the network allows, one after the other. Default: ${DEFAULT-VALUE}.")
    Fit letterbox = Fit.square;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Write each picture with its boxes into this folder, as PNG. Writes over no file.")
    @Nullable
    Path save;

    @Mixin
    ResultOptions results = new ResultOptions();

    @Mixin
    ReportOptions report = new ReportOptions();

    public DetectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        check();
        ResultTarget target = results.target(
                console.globals().json, EnumSet.of(ResultFormat.parquet, ResultFormat.coco, ResultFormat.yolo));
        if (save != null && target.isDataSet()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--save draws boxes over pictures, and a data set has copies of them without",
                    "Give each a run of its own.");
        }
        Optional<Report> page = report.begin(Report.Kind.DETECT, confidence);
        EngineStart.begin();
        ChosenDetector chosen = ChosenDetector.of(console, pictures);
        // Before the target is begun, since it refuses sizes that the detector cannot take.
        InputTransform transform = InputTransform.pad(letterbox(chosen), DecodeOptions.OPENCV);
        Function<Answered<Detections>, String> saving = save == null ? result -> "" : new DrawnPictures(console, save);
        BoxLayout layout = new BoxLayout(console, chosen.name(), saving);
        ResultWriter<Detections> writer = target.openBoxes(console, layout);
        if (page.isPresent()) {
            writer = new ReportedResults<>(
                    writer, page.get(), BoxLayout::entry, new ReportFacts(console, chosen.model()));
        }
        PictureRun.Request<Detections> request = new PictureRun.Request<>(
                Detections.class, arguments(), transform, save != null || report.isWanted(), target, writer);
        PictureRun<Detections> run = new PictureRun<>(console, pictures, chosen.model(), request);
        ExitCode code = run.run();
        if (run.hasAnswered()) {
            chosen.explain(console);
        }
        return code.code();
    }

    private void check() {
        pictures.check();
        requireFraction("--conf", confidence);
        requireFraction("--iou", iou);
        if (maxDetections < 1) {
            throw new FailureException(ExitCode.USAGE, "--max-det must be at least 1", "");
        }
        if (save != null && Files.exists(save) && !Files.isDirectory(save)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--save names a folder, and this is a file: "
                            + Printable.line(save.toString(), Printable.PATH_CHARS),
                    "");
        }
    }

    private static void requireFraction(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new FailureException(ExitCode.USAGE, option + " must be between 0 and 1", "");
        }
    }

    private Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>(Map.of(
                "threshold", confidence,
                "iou", iou,
                "maxDetections", maxDetections,
                "agnostic", agnostic,
                "letterbox", letterbox.name()));
        put(arguments, "labels", labels);
        put(arguments, "classes", classes);
        put(arguments, "imageSize", imageSize);
        return arguments;
    }

    private static void put(Map<String, Object> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }

    /** The same that the model makes of the same arguments. */
    private Letterbox letterbox(ChosenDetector chosen) {
        int height = chosen.model().preprocessing().height();
        int width = chosen.model().preprocessing().width();
        if (imageSize != null) {
            String[] sides = imageSize.split("x", -1);
            height = side(sides[0], chosen.stride());
            width = side(sides[sides.length - 1], chosen.stride());
        }
        Letterbox square = new Letterbox(height, width, false, chosen.stride(), true);
        return letterbox == Fit.auto ? square.withAuto(chosen.stride()) : square;
    }

    private int side(String text, int stride) {
        if (imageSize != null && imageSize.matches("\\d{1,5}(x\\d{1,5})?")) {
            int side = Integer.parseInt(text);
            if (side > 0 && side % stride == 0) {
                return side;
            }
        }
        throw new FailureException(
                ExitCode.USAGE, "--image-size must be a multiple of " + stride + ", or two as HEIGHTxWIDTH", "");
    }
}
