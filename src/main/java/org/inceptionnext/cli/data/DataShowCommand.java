package org.inceptionnext.cli.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.data.detection.BoxCheck;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.data.labelled.ContactSheet;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.vision.Pixels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inx data show}. */
@Command(
        name = "show",
        header = "Write a contact sheet of a data set: some pictures of each class, or pictures with their boxes.",
        footerHeading = "%nExamples:%n",
        footer = {"  inx data show photos/ --out sheet.png", "  inx data show photos.zip --out sheet.png"})
public final class DataShowCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    DataOptions options = new DataOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The PNG to write.")
    Path out = Path.of("");

    public DataShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        NewFile file = NewFile.of(out, "--out");
        Optional<DetectionSet> boxes = options.boxes();
        Pixels sheet =
                boxes.isPresent() ? BoxCheck.sheet(boxes.get()) : ContactSheet.of(LabelledSet.open(options.data));
        file.write(PngFile.encode(sheet));
        console.data(out.toString());
        return ExitCode.OK.code();
    }
}
