package org.inceptionnext.cli.pictures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.imageio.ImageIO;
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
     */
    Path save(String source, Pixels picture) throws IOException {
        Files.createDirectories(folder);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        if (!ImageIO.write(picture.toBufferedImage(), "png", png)) {
            throw new IOException("this Java runtime writes no PNG");
        }
        String name = baseName(source);
        for (int number = 1; ; number++) {
            Path file = folder.resolve(number == 1 ? name + ".png" : name + "-" + number + ".png");
            try {
                Files.write(file, png.toByteArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return file;
            } catch (FileAlreadyExistsException e) {
                // Another picture of this name, of this run or of another.
                continue;
            }
        }
    }

    /** The last part of the name, without extension, and without what a file name should not have. */
    private static String baseName(String source) {
        String path = WebPicture.isUrl(source) ? source.replaceFirst("[?#].*", "") : source;
        String last = path.replaceFirst(".*[/\\\\]", "").replaceFirst("(?<=.)\\.[^.]*$", "");
        String plain = last.replaceAll("[^\\p{L}\\p{N}._ -]", "_");
        String name = plain.isBlank() || plain.equals("-") || plain.startsWith(".") ? "picture" : plain;
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }
}
