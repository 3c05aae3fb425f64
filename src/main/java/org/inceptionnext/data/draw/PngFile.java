package org.inceptionnext.data.draw;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.inceptionnext.vision.Pixels;

/** A picture as the bytes of a PNG file. */
public final class PngFile {
    private PngFile() {}

    /**
     * Encodes a picture.
     *
     * @throws IOException if this Java runtime writes no PNG
     */
    public static byte[] encode(Pixels picture) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        // In memory: given a plain stream, ImageIO keeps a copy in a temporary file, which a full disk fails.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
            if (!ImageIO.write(picture.toBufferedImage(), "png", out)) {
                throw new IOException("this Java runtime writes no PNG");
            }
        }
        return png.toByteArray();
    }
}
