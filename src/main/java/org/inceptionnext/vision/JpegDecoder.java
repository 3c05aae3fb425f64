package org.inceptionnext.vision;

import java.awt.image.Raster;
import org.inceptionnext.vision.JpegStream.Colours;

/** JPEG through the JDK's decoder, behind {@link JpegStream}: Pillow's pixels, where ImageIO alone changes a tenth of all photos. */
final class JpegDecoder {
    private JpegDecoder() {}

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        JpegStream stream = JpegStream.of(image);
        Pixels pixels = decode(image, stream);
        if (pixels.width() != stream.width() || pixels.height() != stream.height()) {
            throw image.corrupt(ImageFormat.JPEG, "its size changed while it was decoded", null);
        }
        return image.options().exif() ? stream.orientation().upright(pixels) : pixels;
    }

    private static Pixels decode(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        return switch (stream.colours()) {
            case GRAY, RGB, YCBCR ->
                StoredSamples.rgb(JdkReader.read(image, ImageFormat.JPEG, stream.bytes()), image.source());
            case CMYK, YCCK ->
                inverted(
                        JdkReader.readRaster(image, ImageFormat.JPEG, stream.bytes()),
                        stream.colours() == Colours.YCCK);
        };
    }

    /** Pillow inverts all four inks, with or without an Adobe marker. */
    private static Pixels inverted(Raster raster, boolean ycck) {
        return StoredSamples.map(raster, (samples, offset, rgb, at) -> {
            if (ycck) {
                toCmy(samples, offset);
            }
            for (int c = 0; c < 4; c++) {
                samples[offset + c] = 255 - samples[offset + c];
            }
            StoredSamples.cmyk(samples, offset, rgb, at);
        });
    }

    /** libjpeg's YCCK to CMYK: YCbCr to RGB in 16-bit fixed point, complemented. */
    private static void toCmy(int[] samples, int offset) {
        int y = samples[offset];
        int cb = samples[offset + 1] - 128;
        int cr = samples[offset + 2] - 128;
        samples[offset] = 255 - clamp(y + ((91881 * cr + 32768) >> 16));
        samples[offset + 1] = 255 - clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        samples[offset + 2] = 255 - clamp(y + ((116130 * cb + 32768) >> 16));
    }

    private static int clamp(int value) {
        return Math.min(Math.max(value, 0), 255);
    }
}
