package org.inceptionnext.cli.pictures;

import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Console.Style;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
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
            "Without --model and --weights a small demonstration model answers, which comes with inx and knows ten classes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx classify cat.png",
            "  inx classify --model inceptionnext_tiny photos/",
            "  inx classify --weights hf://OWNER/NAME cat.jpg",
            "  inx classify --weights mine.pth --labels names.txt --top-k 1 'photos/**/*.jpg'",
            "  inx classify photos/ --json | jq -r '[.file,.classes[0].className]|@tsv'"
        })
public final class ClassifyCommand implements Callable<Integer> {
    private static final int BAR_CELLS = 24;
    private static final int MIN_LABEL_CHARS = 20;
    private static final String PARTIAL_CELLS = "▏▎▍▌▋▊▉█";

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

    private boolean hinted;

    public ClassifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        check();
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, pictures, preparation, Use.CLASSIFY);
        Map<String, Object> arguments = new HashMap<>(Map.of("topK", topK, "multiLabel", multiLabel));
        if (labels != null) {
            arguments.put("labels", labels);
        }
        PictureRun.Printer<Classifications> printer = (name, result) -> {
            Classifications answer = result.answer();
            hintAtLabels(chosen);
            if (console.globals().json) {
                json(chosen, name, answer);
            } else {
                text(name, answer);
            }
        };
        PictureRun.Request<Classifications> request = new PictureRun.Request<>(
                Classifications.class,
                arguments,
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif)),
                false,
                printer);
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

    private void json(ChosenModel chosen, String name, Classifications answer) throws IOException {
        JsonArray classes = new JsonArray();
        for (Classification each : shown(answer)) {
            JsonObject entry = new JsonObject();
            entry.addProperty("className", each.getClassName());
            entry.addProperty("probability", (float) each.getProbability());
            classes.add(entry);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", name);
        line.addProperty("model", chosen.card().name());
        line.addProperty("preset", chosen.preset().name());
        line.add("classes", classes);
        console.data(line);
    }

    private void text(String name, Classifications answer) throws IOException {
        List<Classification> classes = shown(answer);
        String file = Printable.line(name, Printable.PATH_CHARS);
        if (topK == 1) {
            console.data(new Table(Align.LEFT, Align.LEFT)
                    .row(best(classes), file)
                    .lines()
                    .get(0));
            return;
        }
        console.data(console.styled(Style.BOLD, file));
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        for (Classification each : classes) {
            double probability = each.getProbability();
            table.row("  " + label(each.getClassName()), Numbers.percent(100 * probability), bar(probability));
        }
        table.lines().forEach(console::data);
    }

    private static String best(List<Classification> classes) {
        if (classes.isEmpty()) {
            return String.format("%8s  %-" + MIN_LABEL_CHARS + "s", "-", "(none)");
        }
        Classification best = classes.get(0);
        String percent = Numbers.percent(100 * best.getProbability());
        return String.format("%8s  %-" + MIN_LABEL_CHARS + "s", percent, label(best.getClassName()));
    }

    private List<Classification> shown(Classifications answer) throws IOException {
        List<Classification> classes = answer.topK(topK);
        if (!classes.stream().allMatch(each -> Double.isFinite(each.getProbability()))) {
            throw new IOException("the network's answer is not a number; the weights may be damaged");
        }
        return classes.stream()
                .filter(each -> each.getProbability() >= threshold)
                .toList();
    }

    private static String label(String className) {
        return Printable.line(className, Printable.NAME_CHARS);
    }

    /** Eighths of a character cell; off a terminal nothing, since a program may read the lines. */
    private String bar(double probability) {
        if (!console.terminal().outIsTerminal()) {
            return "";
        }
        int eighths = (int) Math.round(probability * BAR_CELLS * PARTIAL_CELLS.length());
        String full = "█".repeat(eighths / PARTIAL_CELLS.length());
        int rest = eighths % PARTIAL_CELLS.length();
        return console.styled(Style.GREEN, full + (rest == 0 ? "" : PARTIAL_CELLS.substring(rest - 1, rest)));
    }
}
