package org.inceptionnext.vision.decode.png;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.JdkReader;
import org.inceptionnext.vision.decode.StoredSamples;

/** PNG through the JDK's decoder, behind {@link PngStream}. */
public final class PngDecoder {
    private PngDecoder() {}

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        PngStream stream = PngStream.of(image);
        Pixels pixels = samples(image, JdkReader.read(image, ImageFormat.PNG, stream.bytes()));
        return image.options().exif() ? stream.orientation().upright(pixels) : pixels;
    }

    private static Pixels samples(EncodedImage image, BufferedImage decoded) throws ImageDecodingException {
        boolean gray16 = decoded.getType() == BufferedImage.TYPE_USHORT_GRAY;
        return gray16 && image.options().gray16HighByte()
                ? StoredSamples.map(decoded.getRaster(), PngDecoder::highByte)
                : StoredSamples.rgb(decoded, image.source());
    }

    private static void highByte(int[] samples, int offset, byte[] rgb, int at) {
        Arrays.fill(rgb, at, at + 3, (byte) (samples[offset] >> 8));
    }
}
