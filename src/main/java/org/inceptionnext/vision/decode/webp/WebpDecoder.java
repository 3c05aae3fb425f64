package org.inceptionnext.vision.decode.webp;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.StoredSamples;

/**
 * WebP through Google's own decoder (libwebp, in {@code webp-imageio}), which Pillow uses too. Pure Java decoders smooth chroma in
 * another way: up to 19 levels apart. The library is optional and only named here.
 */
public final class WebpDecoder {
    private final EncodedImage image;

    private WebpDecoder(EncodedImage image) {
        this.image = image;
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        WebpFile file = WebpFile.of(image);
        WebpDecoder decoder = new WebpDecoder(image);
        Pixels picture = StoredSamples.rgb(decoder.read(file.firstPicture()), image.source());
        Pixels pixels = file.onCanvas(picture);
        return image.options().exif() ? file.orientation().upright(pixels) : pixels;
    }

    private BufferedImage read(byte[] picture) throws ImageDecodingException {
        WebPImageReaderSpi provider = provider();
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
            ImageReader reader = provider.createReaderInstance();
            try {
                reader.setInput(input, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw image.corrupt(ImageFormat.WEBP, "libwebp refuses it", e);
        } catch (OutOfMemoryError e) {
            // Libwebp calls damaged transparency a lack of memory, and the plug-in throws this. The JVM's own has a
            // message.
            if (e.getMessage() != null) {
                throw e;
            }
            throw image.corrupt(ImageFormat.WEBP, "libwebp refuses its transparency", e);
        } catch (LinkageError e) {
            throw missing("webp-imageio has no natives for this platform", "Convert the picture to PNG", e);
        }
    }

    private WebPImageReaderSpi provider() throws ImageDecodingException {
        try {
            return new WebPImageReaderSpi();
        } catch (NoClassDefFoundError e) {
            throw missing(
                    "its decoder is not on the class path",
                    "Add com.github.usefulness:webp-imageio:0.11.0 or convert the picture to PNG",
                    e);
        }
    }

    private ImageDecodingException missing(String found, String advice, LinkageError cause) {
        return new ImageDecodingException(
                image.source(), Reason.MISSING_DECODER, "a WebP picture, and " + found, advice, cause);
    }
}
