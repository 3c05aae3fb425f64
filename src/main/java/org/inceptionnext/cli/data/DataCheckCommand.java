package org.inceptionnext.cli.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxCheck;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.data.labelled.LabelledCheck;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.data.load.LoadPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx data check}. */
@Command(
        name = "check",
        header = "Look at every picture of a data set, and say what is wrong.",
        description = {
            "",
            "Counts per class, sizes, files that are no pictures, files that are the same in two parts or two classes; of"
                    + " boxes each row that breaks a rule, what YOLOv5 or pycocotools would do with it, and how well"
                    + " YOLOv5's anchors fit."
                    + " Exit code 8 if something was left out or looks wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx data check photos/",
            "  inx data check photos.zip --sheet sheet.png --json",
            "  inx data check data.yaml --image-size 320"
        })
public final class DataCheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    DataOptions options = new DataOptions();

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "Write a contact sheet as PNG: some pictures of each class.")
    @Nullable
    Path sheet;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "640",
            description =
                    "Of boxes: the side of the network's input for which anchors are judged. Default: ${DEFAULT-VALUE}.")
    int imageSize;

    public DataCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (sheet != null) {
            NewFile.of(sheet, "--sheet");
        }
        if (imageSize < 1) {
            throw new FailureException(ExitCode.USAGE, "--image-size must be at least 1", "");
        }
        Optional<DetectionSet> boxes = options.boxes();
        if (boxes.isPresent()) {
            return checkBoxes(boxes.get());
        }
        LabelledSet set = LabelledSet.open(options.data);
        LabelledCheck check;
        long total = set.samples(Split.TRAIN).size()
                + set.samples(Split.VAL).size()
                + (long) set.samples(Split.TEST).size();
        try (Progress progress = new Progress(console, () -> total)) {
            check = LabelledCheck.of(set, LoadPlan.shuffled(0).inOrder(), progress::advance);
        }
        if (console.globals().json) {
            console.data(json(set, check));
        } else {
            text(set, check);
        }
        if (sheet != null) {
            new NewFile(sheet, "--sheet").write(PngFile.encode(check.contactSheet()));
            console.hint("Contact sheet: " + sheet);
        }
        return (check.findings().count() == 0 ? ExitCode.OK : ExitCode.SOME_INPUTS_FAILED).code();
    }

    private void text(LabelledSet set, LabelledCheck check) {
        Table table = new Table(Align.RIGHT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
                .row("NUMBER", "CLASS", "TRAIN", "VAL", "TEST");
        for (int label = 0; label < set.classes().size(); label++) {
            table.row(
                    String.valueOf(label),
                    Printable.line(set.classes().get(label), Printable.NAME_CHARS),
                    Numbers.grouped(check.counts(Split.TRAIN)[label]),
                    Numbers.grouped(check.counts(Split.VAL)[label]),
                    Numbers.grouped(check.counts(Split.TEST)[label]));
        }
        table.lines().forEach(console::data);
        console.data("Sizes: " + check.sizes().smallest() + " to "
                + check.sizes().largest() + ", most " + check.sizes().mostCommon());
        new FindingList(console).print(check.findings());
        if (check.findings().count() == 0) {
            console.data("Nothing is wrong with it.");
        }
    }

    private int checkBoxes(DetectionSet set) throws IOException {
        new BoxReport(console, set, AnchorReport.of(set, imageSize)).print();
        if (sheet != null) {
            new NewFile(sheet, "--sheet").write(PngFile.encode(BoxCheck.sheet(set)));
            console.hint("Pictures with their boxes: " + sheet);
        }
        return (set.findings().count() == 0 ? ExitCode.OK : ExitCode.SOME_INPUTS_FAILED).code();
    }

    private static JsonObject json(LabelledSet set, LabelledCheck check) throws IOException {
        JsonObject line = new JsonObject();
        line.addProperty("data", set.name());
        line.addProperty("digest", set.digest());
        JsonArray classes = new JsonArray();
        for (int label = 0; label < set.classes().size(); label++) {
            JsonObject each = new JsonObject();
            each.addProperty("className", set.classes().get(label));
            for (Split split : Split.values()) {
                each.addProperty(split.toString(), check.counts(split)[label]);
            }
            classes.add(each);
        }
        line.add("classes", classes);
        JsonArray findings = new JsonArray();
        check.findings().kept().forEach(finding -> findings.add(FindingJson.of(finding)));
        line.add("findings", findings);
        JsonObject counts = new JsonObject();
        check.findings().counts().forEach(counts::addProperty);
        line.add("findingCounts", counts);
        return line;
    }
}
