package org.inceptionnext.vision.decode.webp;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ExifOrientation;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.StoredSamples;

/**
 * WebP through Google's own decoder (libwebp, in {@code webp-imageio}), which Pillow uses too. Pure Java decoders smooth chroma in
 * another way: up to 19 levels apart. The library is optional and only named here.
 */
public final class WebpDecoder {
    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final int VP8X_ANIMATION = 0x02;

    private final EncodedImage image;
    private final ByteBuffer file;

    private WebpDecoder(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        WebpDecoder decoder = new WebpDecoder(image);
        decoder.checkHeader();
        Pixels pixels = StoredSamples.rgb(decoder.read(), image.source());
        return image.options().exif() ? decoder.orientation().upright(pixels) : pixels;
    }

    /** The container is described in RFC 9649. */
    private void checkHeader() throws ImageDecodingException {
        if (file.limit() < RIFF_BYTES + CHUNK_BYTES + 10) {
            throw image.truncated(ImageFormat.WEBP, "it ends within its header");
        }
        long declared = CHUNK_BYTES + Integer.toUnsignedLong(file.getInt(4));
        if (declared > file.limit()) {
            throw image.truncated(ImageFormat.WEBP, "it declares " + declared + " bytes");
        }
        int payload = RIFF_BYTES + CHUNK_BYTES;
        if (image.hasAscii(RIFF_BYTES, "VP8X")) {
            if ((file.get(payload) & VP8X_ANIMATION) != 0) {
                throw image.unsupported(ImageFormat.WEBP, "an animation");
            }
            image.requireAllowedSize(ImageFormat.WEBP, 1 + u24(payload + 4), 1 + u24(payload + 7));
        } else if (image.hasAscii(RIFF_BYTES, "VP8L")) {
            int sides = file.getInt(payload + 1);
            image.requireAllowedSize(ImageFormat.WEBP, 1 + (sides & 0x3fff), 1 + (sides >>> 14 & 0x3fff));
        } else if (image.hasAscii(RIFF_BYTES, "VP8 ")) {
            image.requireAllowedSize(
                    ImageFormat.WEBP, file.getShort(payload + 6) & 0x3fff, file.getShort(payload + 8) & 0x3fff);
        } else {
            throw image.corrupt(ImageFormat.WEBP, "it holds no picture", null);
        }
    }

    private BufferedImage read() throws ImageDecodingException {
        WebPImageReaderSpi provider = provider();
        try (MemoryCacheImageInputStream input =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(image.bytes()))) {
            ImageReader reader = provider.createReaderInstance();
            try {
                reader.setInput(input, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw image.corrupt(ImageFormat.WEBP, "libwebp refuses it", e);
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

    private ExifOrientation orientation() {
        int at = RIFF_BYTES;
        while (at + CHUNK_BYTES <= file.limit()) {
            int length = file.getInt(at + 4);
            if (length < 0 || length > file.limit() - at - CHUNK_BYTES) {
                break;
            }
            int payload = at + CHUNK_BYTES;
            if (image.hasAscii(at, "EXIF")) {
                int prefix = image.hasAscii(payload, "Exif\0\0") ? 6 : 0;
                return ExifOrientation.ofTiff(image.bytes(), payload + Math.min(prefix, length), payload + length);
            }
            at = payload + length + (length & 1);
        }
        return ExifOrientation.UPRIGHT;
    }

    private int u24(int offset) {
        return file.getInt(offset) & 0xffffff;
    }
}
