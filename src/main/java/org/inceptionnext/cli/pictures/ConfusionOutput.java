package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.evaluate.classification.ClassScore;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.evaluate.classification.ConfusionFiles;

/** A file that a confusion is written to. */
record ConfusionOutput(NewFile file, boolean isPicture) {
    static ConfusionOutput of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".png")) {
            throw new FailureException(ExitCode.USAGE, "--confusion writes .csv or .png, not " + file, "");
        }
        return new ConfusionOutput(NewFile.of(file, "--confusion"), name.endsWith(".png"));
    }

    void write(ClassificationReport report) throws IOException {
        List<String> names =
                report.classes().stream().map(ClassScore::className).toList();
        byte[] content;
        if (isPicture) {
            content = PngFile.encode(ConfusionFiles.picture(report.confusion(), names));
        } else {
            StringBuilder csv = new StringBuilder();
            ConfusionFiles.csv(report.confusion(), names, csv);
            content = csv.toString().getBytes(StandardCharsets.UTF_8);
        }
        file.write(content);
    }
}
