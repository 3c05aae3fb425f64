package org.inceptionnext.vision;

import java.awt.image.BufferedImage;
import java.util.Optional;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.decode.StoredSamples;
import org.inceptionnext.vision.decode.UnknownContent;
import org.inceptionnext.vision.decode.bmp.BmpDecoder;
import org.inceptionnext.vision.decode.gif.GifDecoder;
import org.inceptionnext.vision.decode.ico.IcoDecoder;
import org.inceptionnext.vision.decode.jpeg.JpegDecoder;
import org.inceptionnext.vision.decode.png.PngDecoder;
import org.inceptionnext.vision.decode.pnm.PnmDecoder;
import org.inceptionnext.vision.decode.tiff.TiffDecoder;
import org.inceptionnext.vision.decode.webp.WebpDecoder;

/**
 * Encoded bytes to the RGB of the reference that the options name, byte for byte: {@code Image.open(file).convert("RGB")} of Pillow,
 * which timm's classifiers see, or {@code imdecode} of OpenCV, which YOLOv5's detectors see.
 *
 * <p>PNG, JPEG (and the first picture of an MPO), GIF (first frame), BMP, WebP (of an animation the first frame), TIFF (first
 * picture), PBM, PGM and PPM, and icons, recognised by content. The <em>stored</em> samples are taken: colour profiles, gamma and
 * transparency are ignored, alpha is dropped and not blended. EXIF orientation is ignored unless asked for, except a TIFF's, which
 * both references follow. A truncated or damaged file is refused where the reference refuses it.
 *
 * <p>Limits. JPEG goes through the JDK's own decoder: exact for all samplings where the JDK uses libjpeg-turbo (Debian's and
 * Ubuntu's packages), and for all but 4:4:0 where it bundles libjpeg 6b (most downloads), which also refuses arithmetic coding. A
 * progressive JPEG without its last scans is smoothed as that library does it. WebP needs {@code
 * com.github.usefulness:webp-imageio} on the class path, TIFF {@code com.twelvemonkeys.imageio:imageio-tiff}. (The older {@code
 * org.sejda.imageio:webp-imageio} gives the same pixels, but its libwebp has CVE-2023-4863: keep it away from pictures of
 * strangers.) What else differs stands in {@code docs/exactness.md}.
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
            case TIFF -> TiffDecoder.decode(image);
            case PNM -> PnmDecoder.decode(image);
            case ICO -> IcoDecoder.decode(image);
        };
    }

    /**
     * Decodes a picture row by row where its format allows, so that it is never in memory as a whole: an ordinary JPEG. Others are
     * decoded first.
     *
     * @param sink takes the picture; what it took before an error is to be dropped
     * @throws ImageDecodingException as of {@link #decode(byte[], String, DecodeOptions)}
     */
    static void decode(byte[] bytes, String source, DecodeOptions options, RowSink sink) throws ImageDecodingException {
        EncodedImage image = new EncodedImage(source, bytes, options);
        if (ImageFormat.of(bytes).equals(Optional.of(ImageFormat.JPEG))) {
            JpegDecoder.decode(image, sink);
        } else {
            sink.take(decode(bytes, source, options));
        }
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
