package org.inceptionnext.cli.data;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.DetectionWriter;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.labelled.LabelledSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx data split}. */
@Command(
        name = "split",
        header = "Split a data set into training and validation, class by class.",
        description = {
            "",
            "Writes a list of path,label,split that the other commands take as DATA. No picture is moved or copied."
                    + " The same pictures and the same seed give the same list.",
            "With boxes: writes a new folder, --out, in the data set's own format with copies of the pictures. Each class keeps"
                    + " its share, as far as pictures with several classes allow."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx data split photos/ --val 0.2",
            "  inx data split photos/ --val 0.1 --seed 7 --out photos/split.csv",
            "  inx data split data.yaml --out cells"
        })
public final class DataSplitCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    DataOptions options = new DataOptions();

    @Option(
            names = "--val",
            paramLabel = "FRACTION",
            defaultValue = "0.2",
            description = "How much of each class becomes validation. Default: ${DEFAULT-VALUE}.")
    double fraction;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides which. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The list, best beside the pictures. Default: split.csv in the folder.")
    @org.jspecify.annotations.Nullable
    Path out;

    public DataSplitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (!(fraction > 0 && fraction < 1)) {
            throw new FailureException(ExitCode.USAGE, "--val must be above 0 and below 1, not " + fraction, "");
        }
        Optional<DetectionSet> boxes = options.boxes();
        return boxes.isPresent() ? splitBoxes(boxes.get()) : splitClasses();
    }

    private int splitBoxes(DetectionSet set) throws IOException {
        if (set.splits().size() > 1 || !set.splits().contains(Split.TRAIN)) {
            throw hasParts();
        }
        if (out == null) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "a split of boxes needs a new folder",
                    "Give one: --out " + options.data + "-split");
        }
        DetectionSet split = set.split(fraction, seed);
        DetectionWriter.write(split, set.format(), out);
        report(
                out,
                split.pictures(Split.TRAIN).size(),
                split.pictures(Split.VAL).size());
        if (set.findings().count() > 0) {
            new FindingList(console).print(set.findings());
        }
        return (set.findings().count() == 0 ? ExitCode.OK : ExitCode.SOME_INPUTS_FAILED).code();
    }

    private FailureException hasParts() {
        return new FailureException(
                ExitCode.USAGE, options.data + " has parts already (train, val or test)", "It can be used as it is.");
    }

    private int splitClasses() throws IOException {
        if (!Files.isDirectory(options.data)) {
            throw new FailureException(
                    Files.exists(options.data) ? ExitCode.USAGE : ExitCode.NOT_FOUND,
                    options.data + " is no folder",
                    "A list can name only files of a folder; unpack an archive first.");
        }
        Path list = out == null ? options.data.resolve("split.csv") : out;
        NewFile file = NewFile.of(list, "--out");
        LabelledSet opened = LabelledSet.open(options.data);
        if (opened.hasSplits()) {
            throw hasParts();
        }
        LabelledSet set = opened.split(fraction, seed);
        StringWriter rows = new StringWriter();
        rows.write("path,label,split\n");
        Path folder = Objects.requireNonNull(list.toAbsolutePath().normalize().getParent(), "a file has a folder");
        write(set, Split.TRAIN, folder, rows);
        write(set, Split.VAL, folder, rows);
        file.write(rows.toString().getBytes(StandardCharsets.UTF_8));
        report(list, set.samples(Split.TRAIN).size(), set.samples(Split.VAL).size());
        return ExitCode.OK.code();
    }

    private void report(Path list, int train, int val) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("list", list.toString());
            line.addProperty("train", train);
            line.addProperty("val", val);
            console.data(line);
        } else {
            console.data(list + ": " + train + " to train on, " + val + " to validate with");
            console.hint("Name it to use it: inx train " + list + ", inx eval " + list);
        }
    }

    private void write(LabelledSet set, Split split, Path folder, StringWriter rows) throws IOException {
        Path root = options.data.toAbsolutePath().normalize();
        for (LabelledSample sample : set.samples(split)) {
            String path =
                    folder.relativize(root.resolve(sample.key())).toString().replace(java.io.File.separatorChar, '/');
            rows.write(quoted(path) + "," + quoted(set.classes().get(sample.label())) + "," + split + "\n");
        }
    }

    private static String quoted(String cell) {
        boolean needs = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                || !cell.equals(cell.strip());
        return needs ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }
}
