package org.inceptionnext.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.checkpoint.Checkpoint;

/** A checkpoint that a user named. */
final class WeightFile {
    private WeightFile() {}

    /** Opens it; a folder, whose error would not say its name, is refused here. */
    static Checkpoint open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "a folder, not a file: " + Printable.line(path.toString(), Printable.PATH_CHARS),
                    "");
        }
        return Checkpoint.open(path);
    }
}
