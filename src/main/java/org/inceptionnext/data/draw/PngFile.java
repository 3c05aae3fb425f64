package org.inceptionnext.data.draw;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
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
        if (!ImageIO.write(picture.toBufferedImage(), "png", png)) {
            throw new IOException("this Java runtime writes no PNG");
        }
        return png.toByteArray();
    }
}
