package org.inceptionnext.cli.pictures;

import ai.djl.modality.Classifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportOptions;
import org.inceptionnext.cli.report.ReportedResults;
import org.inceptionnext.cli.results.ResultFormat;
import org.inceptionnext.cli.results.ResultOptions;
import org.inceptionnext.cli.results.ResultTarget;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.vision.DecodeOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx classify}. */
@Command(
        name = "classify",
        header = "Say what pictures show.",
        description = {
            "",
            "Without --model and --weights a small demonstration model answers, which comes with inx and knows ten classes.",
            "",
            "Formats: text, jsonl (--json), csv, parquet."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx classify cat.png",
            "  inx classify --model inceptionnext_tiny photos/",
            "  inx classify --weights hf://OWNER/NAME cat.jpg",
            "  inx classify --weights mine.pth --labels names.txt --top-k 1 'photos/**/*.jpg'",
            "  inx classify photos/ --output classes.csv",
            "  inx classify photos/ --sort-into sorted/",
            "  inx classify photos/ --json | jq -r '[.file,.classes[0].className]|@tsv'"
        })
public final class ClassifyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    PictureOptions pictures = new PictureOptions();

    @Mixin
    PresetOptions preparation = new PresetOptions();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Names of the classes, for weights that state none: one a line, or a data.yaml of YOLO.")
    @Nullable
    Path labels;

    @Option(
            names = {"-k", "--top-k"},
            paramLabel = "K",
            defaultValue = "5",
            description = "How many classes to show. Default: ${DEFAULT-VALUE}; 1 prints one line a picture.")
    int topK;

    @Option(
            names = "--multi-label",
            description = "Each class is right or wrong by itself (sigmoid), as some fine-tuned models are trained.")
    boolean multiLabel;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            defaultValue = "0",
            description = "Show only classes of at least this probability, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double threshold;

    @Mixin
    ResultOptions results = new ResultOptions();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Option(
            names = "--sort-into",
            paramLabel = "DIR",
            description = "Copy each picture into a folder of its best class below DIR. Writes over no file.")
    @Nullable
    Path sortInto;

    @Option(names = "--sort-links", description = "With --sort-into: symbolic links instead of copies.")
    boolean sortLinks;

    private boolean hinted;

    public ClassifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        check();
        ResultTarget target = results.target(console.globals().json, EnumSet.of(ResultFormat.parquet));
        Optional<Report> page = report.begin(Report.Kind.CLASSIFY, threshold);
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, pictures, preparation, Use.CLASSIFY);
        Map<String, Object> arguments = new HashMap<>(Map.of("topK", topK, "multiLabel", multiLabel));
        if (labels != null) {
            arguments.put("labels", labels);
        }
        ClassLayout layout = new ClassLayout(console, chosen, topK, threshold);
        ResultWriter<Classifications> writer = target.open(console, layout);
        if (page.isPresent()) {
            writer = new ReportedResults<>(writer, page.get(), layout::entry, new ReportFacts(console, chosen));
        }
        PictureRun.Request<Classifications> request = new PictureRun.Request<>(
                Classifications.class,
                arguments,
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif)),
                report.isWanted(),
                target,
                new ClassifiedPictures(writer, () -> hintAtLabels(chosen), sortInto, sortLinks));
        PictureRun<Classifications> run = new PictureRun<>(console, pictures, chosen, request);
        ExitCode exitCode = run.run();
        if (chosen.isDemonstration() && run.hasAnswered()) {
            console.hint(demonstration(chosen));
        }
        return exitCode.code();
    }

    private void check() {
        pictures.check();
        if (labels != null && Files.isDirectory(labels)) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "a folder, not a file of class names: " + Printable.line(labels.toString(), Printable.PATH_CHARS),
                    "");
        }
        if (sortLinks && sortInto == null) {
            throw new FailureException(ExitCode.USAGE, "--sort-links needs --sort-into DIR", "");
        }
        if (topK < 1) {
            throw new FailureException(ExitCode.USAGE, "--top-k must be at least 1", "");
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new FailureException(ExitCode.USAGE, "--threshold must be between 0 and 1", "");
        }
    }

    private void hintAtLabels(ChosenModel chosen) {
        if (!hinted && labels == null) {
            chosen.labelsHint().ifPresent(console::hint);
        }
        hinted = true;
    }

    private static String demonstration(ChosenModel chosen) {
        List<String> classNames = chosen.card().labels().classNames();
        return "Demonstration model: it knows " + classNames.size()
                + " classes and answers one of them whatever it sees:\n"
                + String.join(", ", classNames) + ".\n"
                + "For the 1,000 classes of ImageNet: inx classify --model inceptionnext_tiny PICTURE";
    }
}
