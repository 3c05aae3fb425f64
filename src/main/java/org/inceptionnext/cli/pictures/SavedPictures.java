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
 * A folder for pictures that are made of others, or are sorted. No file that is there is ever written over: {@code cat.jpg} becomes
 * {@code cat.png}, or {@code cat-2.png} where that exists.
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
        return save(source, ".png", PngFile.encode(picture));
    }

    /**
     * Writes a file.
     *
     * @param source what the user called the picture
     * @param extension what its name ends in, with the dot
     * @return the file
     * @throws OutputException if it cannot be written; nothing is left of it
     */
    Path save(String source, String extension, byte[] content) {
        // (Files.createTempFile would make it readable by its owner alone.)
        return place(
                source,
                extension,
                file -> Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Makes a symbolic link.
     *
     * @param source what the user called the picture
     * @param target the picture, absolute
     * @throws OutputException if it cannot be made
     */
    Path link(String source, Path target) {
        return place(source, extension(source), file -> Files.createSymbolicLink(file, target));
    }

    /** Makes a file that does not exist yet. */
    private interface Maker {
        void make(Path file) throws IOException;
    }

    /** Makes the file beside its final name first: under that name stands a whole one or none. */
    private Path place(String source, String extension, Maker maker) {
        String name = plain(baseName(source));
        Path temporary = folder.resolve(
                ".inx-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            Files.createDirectories(folder);
            try {
                maker.make(temporary);
                for (int number = 1; ; number++) {
                    Path file = folder.resolve((number == 1 ? name : name + "-" + number) + extension);
                    if (moveToNewName(temporary, file)) {
                        return file;
                    }
                }
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
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

    /** Returns what a picture's name ends in, from its last dot; empty where it has none. */
    static String extension(String source) {
        String last = lastPart(source);
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(dot).replaceAll("[^\\p{L}\\p{N}.]", "_") : "";
    }

    private static String baseName(String source) {
        return lastPart(source).replaceFirst("(?<=.)\\.[^.]*$", "");
    }

    private static String lastPart(String source) {
        String path = WebAddress.isOne(source) ? source.replaceFirst("[?#].*", "") : source;
        return path.replaceFirst(".*[/\\\\]", "");
    }

    /** Returns a name without what the name of a file or folder should not have. */
    static String plain(String text) {
        String plain = text.replaceAll("[^\\p{L}\\p{N}._ -]", "_");
        String name = plain.isBlank() || plain.equals("-") || plain.startsWith(".") ? "picture" : plain;
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }
}
