package org.inceptionnext.cli.results;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.cli.console.OutputException;

/**
 * A file that is written under another name and gets its own when it is whole; else nothing of it is left.
 *
 * @param file its own name
 * @param part where it is written
 */
record PartFile(Path file, Path part) implements AutoCloseable {
    /** Returns the file, and makes the folders above it. */
    static PartFile of(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return new PartFile(file, Files.createFile(LineFile.partOf(file)));
        } catch (FileAlreadyExistsException e) {
            throw new OutputException(LineFile.partOf(file).toString(), e);
        } catch (IOException e) {
            throw new OutputException(file.toString(), e);
        }
    }

    /** Gives the file its name; whoever writes it has closed it. */
    void finish() {
        try {
            Files.move(part, file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    OutputException failed(IOException cause) {
        return new OutputException(file.toString(), cause);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
