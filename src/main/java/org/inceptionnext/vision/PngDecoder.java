package org.inceptionnext.vision;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** PNG through the JDK's decoder, behind {@link PngStream}. */
final class PngDecoder {
    private PngDecoder() {}

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        PngStream stream = PngStream.of(image);
        BufferedImage decoded = JdkReader.read(image, ImageFormat.PNG, stream.bytes());
        Pixels pixels = stream.indexed()
                ? StoredSamples.indexed(decoded.getRaster(), palette(stream.palette()))
                : StoredSamples.rgb(decoded, image.source());
        return image.options().exif() ? stream.orientation().upright(pixels) : pixels;
    }

    /** Pillow starts from a gray ramp, which shows where a file's palette is too short. */
    private static int[] palette(byte[] entries) {
        int[] palette = new int[256];
        Arrays.setAll(palette, i -> i << 16 | i << 8 | i);
        for (int i = 0; i < entries.length / 3; i++) {
            palette[i] = (entries[3 * i] & 0xff) << 16 | (entries[3 * i + 1] & 0xff) << 8 | (entries[3 * i + 2] & 0xff);
        }
        return palette;
    }
}
