package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The file that a conversion makes.
 *
 * @param file behind any symbolic link
 * @param format what it will be
 */
record ConversionTarget(Path file, TargetFormat format) {

    /**
     * Checks where a conversion is to go, before anything is read.
     *
     * @param out the output as the user named it
     * @param to the format, if the user said it
     */
    static ConversionTarget of(Path out, @Nullable TargetFormat to) throws IOException {
        Path file = Files.isSymbolicLink(out) ? linked(out) : out;
        if (Files.isDirectory(file)) {
            throw failure("a folder, where a file is to be written: " + shown(out), "Name a file in it.");
        }
        TargetFormat format = to == null ? TargetFormat.of(out) : to;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw failure("not a regular file: " + shown(out), "The output is renamed into its place: name a file.");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw failure("no such folder: " + shown(folder == null ? out : folder), "Make it first.");
        }
        if (!Files.isWritable(folder)) {
            throw new FailureException(
                    ExitCode.OUTPUT,
                    "no permission to write in " + shown(folder),
                    "The output is written beside its name and then renamed, so its folder must be writable.");
        }
        return new ConversionTarget(file, format);
    }

    /** Refuses to write over the file that is read, whichever name or link it is reached by. */
    void requireOtherThan(Path in) throws IOException {
        if (Files.exists(file) && Files.isSameFile(file, in)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    shown(file) + " is the file that is read",
                    "Write to another name and move it afterwards.");
        }
    }

    private static Path linked(Path out) throws IOException {
        if (!Files.exists(out)) {
            throw failure("a symbolic link to nothing: " + shown(out), "Remove it, or name another file.");
        }
        return out.toRealPath();
    }

    private static FailureException failure(String message, String nextStep) {
        return new FailureException(ExitCode.NOT_FOUND, message, nextStep);
    }

    private static String shown(Path path) {
        return Printable.line(path.toString(), Printable.PATH_CHARS);
    }
}
