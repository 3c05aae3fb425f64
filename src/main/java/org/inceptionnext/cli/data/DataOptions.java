package org.inceptionnext.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.data.detection.DetectionOptions;
import org.inceptionnext.data.detection.DetectionSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set. */
final class DataOptions {
    @Parameters(
            paramLabel = "DATA",
            description =
                    "A folder with a folder for each class, an archive of one, shards, a list of path,label; or with"
                            + " boxes: a data.yaml, obj.data, COCO .json, or a folder with Annotations/.")
    Path data = Path.of("");

    @Option(
            names = "--strict-labels",
            description =
                    "A bad row takes its whole picture with it, as in YOLOv5. (Without: the row alone is left out.)")
    boolean strictLabels;

    @Option(
            names = "--voc-base",
            paramLabel = "0|1",
            description = "Where Pascal VOC's coordinates begin. Without it: decided by what the files show.")
    @Nullable
    Integer vocBase;

    /** Returns the data set of boxes that is meant, or empty where it is one of classes. */
    Optional<DetectionSet> boxes() throws IOException {
        if (vocBase != null && vocBase != 0 && vocBase != 1) {
            throw new FailureException(ExitCode.USAGE, "--voc-base is 0 or 1, not " + vocBase, "");
        }
        OptionalInt base = vocBase == null ? OptionalInt.empty() : OptionalInt.of(vocBase);
        return Files.exists(data) && DetectionSet.find(data).isPresent()
                ? Optional.of(DetectionSet.open(data, new DetectionOptions(strictLabels, base)))
                : Optional.empty();
    }
}
