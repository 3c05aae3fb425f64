package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.fetch.http.WebAddress;
import org.inceptionnext.vision.Pixels;

/**
 * A folder for pictures that are made of others. No file that is there is ever written over: {@code cat.jpg} becomes {@code
 * cat.png}, or {@code cat-2.png} where that exists.
 */
final class SavedPictures {
    private static final int MAX_NAME_CHARS = 100;

    private final Path folder;

    SavedPictures(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a picture as PNG.
     *
     * @param source what the user called the picture that it was made of: a path, a URL, {@code -}
     * @return the file
     * @throws OutputException if it cannot be written; nothing is left of it
     */
    Path save(String source, Pixels picture) throws IOException {
        byte[] png = PngFile.encode(picture);
        try {
            Files.createDirectories(folder);
            return write(baseName(source), png);
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
        }
    }

    /** Writes beside the final name first: under that name stands a whole picture or none. */
    private Path write(String name, byte[] png) throws IOException {
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path temporary = folder.resolve(".inx-" + random + ".tmp");
        try {
            // (Files.createTempFile would make it readable by its owner alone.)
            Files.write(temporary, png, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            for (int number = 1; ; number++) {
                Path file = folder.resolve(number == 1 ? name + ".png" : name + "-" + number + ".png");
                if (moveToNewName(temporary, file)) {
                    return file;
                }
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Returns false if the name is taken: by another picture of this name, of this run or of another. */
    private static boolean moveToNewName(Path temporary, Path file) throws IOException {
        try {
            // A link, unlike a rename, never replaces what another process has just written.
            Files.createLink(file, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return moveWithoutLinks(temporary, file);
        }
    }

    private static boolean moveWithoutLinks(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** The last part of the name, without extension, and without what a file name should not have. */
    private static String baseName(String source) {
        String path = WebAddress.isOne(source) ? source.replaceFirst("[?#].*", "") : source;
        String last = path.replaceFirst(".*[/\\\\]", "").replaceFirst("(?<=.)\\.[^.]*$", "");
        String plain = last.replaceAll("[^\\p{L}\\p{N}._ -]", "_");
        String name = plain.isBlank() || plain.equals("-") || plain.startsWith(".") ? "picture" : plain;
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }
}
