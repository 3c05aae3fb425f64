package org.inceptionnext.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that an option names and a command makes: whole, and never over one that is there.
 *
 * @param path where it will be
 * @param option that names it, such as {@code --out}
 */
public record NewFile(Path path, String option) {
    /**
     * Returns the file; asked before the work, so that it is not done for nothing.
     *
     * @throws FailureException if it exists
     */
    public static NewFile of(Path path, String option) {
        NewFile file = new NewFile(path, option);
        if (Files.exists(path)) {
            throw file.exists();
        }
        return file;
    }

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes all of the file, and the folders above it that are missing.
     *
     * @throws FailureException if it exists by now
     * @throws OutputException if it cannot be written; nothing of it is left
     */
    public void write(byte[] content) {
        write(out -> out.write(content));
    }

    /** As {@link #write(byte[])}, of what is too large to be held twice. */
    public void write(Content content) {
        boolean begun = false;
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.createFile(path);
            begun = true;
            try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
                content.writeTo(out);
            }
        } catch (FileAlreadyExistsException e) {
            throw Files.exists(path) ? exists() : new OutputException(path.toString(), e);
        } catch (IOException e) {
            throw failed(begun, e);
        }
    }

    private OutputException failed(boolean begun, IOException cause) {
        if (begun) {
            try {
                // Half a file would be taken for a whole one.
                Files.deleteIfExists(path);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
        return new OutputException(path.toString(), cause);
    }

    private FailureException exists() {
        return new FailureException(ExitCode.USAGE, path + " exists already", "Give another name with " + option + ".");
    }
}
