package org.inceptionnext.cli.data;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.DetectionWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx data convert}. */
@Command(
        name = "convert",
        header = "Write a data set of boxes in another format: YOLO, COCO or Pascal VOC.",
        description = {
            "",
            "Writes a new folder with copies of the pictures; the data set itself stays as it is. What the new format cannot"
                    + " hold is said."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx data convert bccd/ --to yolo --out bccd-yolo",
            "  inx data convert data.yaml --to coco --out coco"
        })
public final class DataConvertCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    DataOptions options = new DataOptions();

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            required = true,
            description = "The format to write: ${COMPLETION-CANDIDATES}.")
    DetectionFormat format = DetectionFormat.YOLO;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "A new or empty folder.")
    Path out = Path.of("");

    public DataConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        DetectionSet set = options.boxes()
                .orElseThrow(() -> new FailureException(
                        ExitCode.NOT_FOUND,
                        options.data + " is no data set of boxes",
                        "Give a data.yaml, obj.data, COCO .json, or a folder with Annotations/."));
        Findings lost = DetectionWriter.write(set, format, out);
        long pictures =
                set.parts().values().stream().mapToLong(java.util.List::size).sum();
        long boxes = set.parts().values().stream()
                .flatMap(java.util.List::stream)
                .map(BoxedPicture::boxes)
                .mapToLong(java.util.List::size)
                .sum();
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("out", out.toString());
            line.addProperty("format", format.name().toLowerCase(Locale.ROOT));
            line.addProperty("pictures", pictures);
            line.addProperty("boxes", boxes);
            line.addProperty("leftOut", set.findings().count());
            line.addProperty("lost", lost.count());
            console.data(line);
        } else {
            console.data(out + ": " + Numbers.grouped(pictures) + " pictures, " + Numbers.grouped(boxes) + " boxes");
            if (set.findings().count() + lost.count() > 0) {
                new FindingList(console).print(set.findings());
                new FindingList(console).print(lost);
            }
        }
        return (set.findings().count() == 0 ? ExitCode.OK : ExitCode.SOME_INPUTS_FAILED).code();
    }
}
