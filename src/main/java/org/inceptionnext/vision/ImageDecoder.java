package org.inceptionnext.vision;

import java.awt.image.BufferedImage;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.StoredSamples;
import org.inceptionnext.vision.decode.UnknownContent;
import org.inceptionnext.vision.decode.bmp.BmpDecoder;
import org.inceptionnext.vision.decode.gif.GifDecoder;
import org.inceptionnext.vision.decode.jpeg.JpegDecoder;
import org.inceptionnext.vision.decode.png.PngDecoder;
import org.inceptionnext.vision.decode.webp.WebpDecoder;

/**
 * Encoded bytes to the RGB that timm sees, which is Pillow's {@code Image.open(file).convert("RGB")}, byte for byte.
 *
 * <p>PNG, JPEG, GIF (first frame), BMP and WebP, recognised by content. The <em>stored</em> samples are taken: colour profiles,
 * gamma and transparency are ignored, alpha is dropped and not blended, 16-bit gray is clipped at 255 and other 16-bit samples
 * keep their high byte, CMYK is inverted and multiplied as Pillow does. EXIF orientation is ignored unless asked for. A truncated
 * file is refused, never half decoded.
 *
 * <p>Limits. JPEG goes through the JDK's own decoder: exact for all samplings where the JDK uses libjpeg-turbo (Debian's and
 * Ubuntu's packages), and for all but 4:4:0 where it bundles libjpeg 6b (most downloads), which also refuses arithmetic coding.
 * WebP needs {@code com.github.usefulness:webp-imageio} on the class path; an animated WebP is refused. (The older
 * {@code org.sejda.imageio:webp-imageio} gives the same pixels, but its libwebp has CVE-2023-4863: keep it away from pictures of
 * strangers.)
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class ImageDecoder {
    private static final String UNNAMED = "picture";

    private ImageDecoder() {}

    /**
     * Decodes a picture that has no name.
     *
     * @param bytes the whole encoded file; not kept
     * @return the picture
     * @throws ImageDecodingException if the bytes are no picture, damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(byte[] bytes, DecodeOptions options) throws ImageDecodingException {
        return decode(bytes, UNNAMED, options);
    }

    /**
     * Decodes a picture.
     *
     * @param bytes the whole encoded file; not kept
     * @param source what errors call the picture: its path or URL
     * @return the picture
     * @throws ImageDecodingException if the bytes are no picture, damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(byte[] bytes, String source, DecodeOptions options) throws ImageDecodingException {
        EncodedImage image = new EncodedImage(source, bytes, options);
        ImageFormat format = ImageFormat.of(bytes).orElseThrow(() -> UnknownContent.describe(image));
        return switch (format) {
            case PNG -> PngDecoder.decode(image);
            case JPEG -> JpegDecoder.decode(image);
            case GIF -> GifDecoder.decode(image);
            case BMP -> BmpDecoder.decode(image);
            case WEBP -> WebpDecoder.decode(image);
        };
    }

    /**
     * Reads a picture that ImageIO, or a program, has already made: its stored samples by the rules above, never
     * {@link BufferedImage#getRGB}, which applies colour profiles and gamma. What ImageIO changed while it decoded (a JPEG's
     * embedded profile, its guess of a JPEG's colour space) stays changed: give the encoded bytes to {@link #decode} where you can.
     *
     * @param image 8-bit or 16-bit gray, RGB or CMYK, packed RGB, or indexed colours; alpha is dropped
     * @return a copy of the picture
     * @throws ImageDecodingException if the image stores its samples in another way (floating point, other colour spaces)
     */
    public static Pixels storedSamples(BufferedImage image) throws ImageDecodingException {
        return StoredSamples.rgb(image, UNNAMED);
    }
}
