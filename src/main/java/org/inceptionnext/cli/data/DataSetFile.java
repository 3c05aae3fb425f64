package org.inceptionnext.cli.data;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;

/** Files that these commands write: whole, and never over one that is there. */
final class DataSetFile {
    private DataSetFile() {}

    /** Throws if the file exists; asked before the work, so that it is not done for nothing. */
    static void requireNew(Path file) {
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            // Half a file would be taken for a whole one.
            Files.deleteIfExists(file);
            throw e;
        }
    }

    static void write(Path file, StringWriter content) throws IOException {
        write(file, content.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static FailureException exists(Path file) {
        return new FailureException(ExitCode.USAGE, file + " exists already", "Give another name with --out.");
    }
}
