package org.inceptionnext.cli.report;

import com.google.gson.JsonArray;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.inceptionnext.vision.Pixels;

/**
 * The small copies of pictures that a report shows: inside the page as long as they fit, the others as files in a folder beside it.
 */
final class ReportImages {
    /** As base64; with what is said of the pictures the page stays below 30 MB. */
    private static final long INSIDE_CHARS = 12L << 20;

    private static final int SIDE = 224;

    private final Path folder;
    private final JsonArray inside = new JsonArray();
    private long insideChars;
    private boolean isFull;
    private int count;

    /**
     * Begins without a picture.
     *
     * @param page the report
     */
    ReportImages(Path page) {
        folder = folderOf(page);
    }

    /** Returns where the pictures of a page go that do not fit inside. */
    static Path folderOf(Path page) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.html?$", "") + "_files");
    }

    /** Returns the folder, which is there only if it was needed. */
    Path folder() {
        return folder;
    }

    /** Returns the pictures inside the page, which are the first ones. */
    JsonArray inside() {
        return inside;
    }

    /** Returns where the page finds the others, as {@code 0001234.jpg}. */
    String address() {
        return PageLink.to(folder.getFileName() + "/");
    }

    /**
     * Adds a picture and returns its number.
     *
     * @throws IOException if it cannot be written
     */
    int add(Pixels picture) throws IOException {
        byte[] jpeg = jpeg(picture);
        String text =
                isFull ? "" : "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
        insideChars += text.length();
        isFull |= insideChars > INSIDE_CHARS;
        if (isFull) {
            Files.createDirectories(folder);
            Files.write(folder.resolve(String.format(Locale.ROOT, "%07d.jpg", count)), jpeg);
        } else {
            inside.add(text);
        }
        return count++;
    }

    /** Removes the folder. */
    void remove() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private static byte[] jpeg(Pixels picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(small(picture.toBufferedImage()), "jpeg", out)) {
                throw new IOException("this Java runtime writes no JPEG");
            }
        }
        return bytes.toByteArray();
    }

    /** Halves it as long as it is more than twice too large, which is the mean of its pixels and quick. */
    private static BufferedImage small(BufferedImage picture) {
        BufferedImage result = picture;
        double scale = Math.min(1, (double) SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        while (result.getWidth() > 2 * width && result.getHeight() > 2 * height) {
            result = scaled(result, result.getWidth() / 2, result.getHeight() / 2);
        }
        return scaled(result, width, height);
    }

    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return result;
    }
}
