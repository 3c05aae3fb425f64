package org.inceptionnext.vision.decode.jpeg;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import javax.imageio.ImageReadParam;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.JdkReader;
import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.decode.StoredSamples;
import org.inceptionnext.vision.decode.exif.ExifOrientation;

/** JPEG through the JDK's decoder, behind {@link JpegStream}: Pillow's pixels, where ImageIO alone changes a tenth of all photos. */
public final class JpegDecoder {
    private static final ColorModel RGB = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private JpegDecoder() {}

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return pixels(image, JpegStream.of(image));
    }

    private static Pixels pixels(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        Pixels pixels = stream.lacksScans() ? unfinished(image, stream) : whole(image, stream);
        return image.options().exif() ? stream.orientation().upright(pixels) : pixels;
    }

    /**
     * Decodes a picture row by row.
     *
     * @param sink is opened once more, for the whole picture, if its rows do not come as they are needed
     * @throws ImageDecodingException as of {@link #decode}
     */
    public static void decode(EncodedImage image, RowSink sink) throws ImageDecodingException {
        JpegStream stream = JpegStream.of(image);
        if (!streams(image, stream) || !stream(image, stream, sink)) {
            sink.take(pixels(image, stream));
        }
    }

    /** Returns whether the rows of a picture can be used as they come: neither turned nor smoothed afterwards. */
    private static boolean streams(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        boolean colours = switch (stream.colours()) {
            case RGB, YCBCR -> true;
            case GRAY, CMYK, YCCK -> false;
        };
        boolean turned = image.options().exif() && stream.orientation() != ExifOrientation.UPRIGHT;
        return colours && !turned && !stream.lacksScans();
    }

    private static boolean stream(EncodedImage image, JpegStream stream, RowSink sink) throws ImageDecodingException {
        RowSink.Rows rows = sink.open(stream.width(), stream.height());
        RowRaster raster = new RowRaster(stream.width(), stream.height(), rows);
        read(image, stream.bytes(), raster);
        return raster.isComplete();
    }

    private static Pixels whole(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        byte[] bytes = stream.bytes();
        return switch (stream.colours()) {
            case GRAY -> StoredSamples.rgb(JdkReader.read(image, ImageFormat.JPEG, bytes), image.source());
            case RGB, YCBCR -> rgb(image, bytes, stream.width(), stream.height());
            case CMYK -> inks(image, JdkReader.readRaster(image, ImageFormat.JPEG, bytes), false);
            case YCCK -> inks(image, JdkReader.readRaster(image, ImageFormat.JPEG, bytes), true);
        };
    }

    private static Pixels unfinished(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        Raster raster = UnfinishedJpeg.decode(image, stream);
        return switch (stream.colours()) {
            case GRAY -> StoredSamples.map(raster, (samples, offset, rgb, at) -> store(samples, offset, 0, rgb, at));
            case RGB -> StoredSamples.map(raster, (samples, offset, rgb, at) -> store(samples, offset, 1, rgb, at));
            case YCBCR ->
                StoredSamples.map(raster, (samples, offset, rgb, at) -> {
                    toRgb(samples, offset);
                    store(samples, offset, 1, rgb, at);
                });
            case CMYK -> inks(image, raster, false);
            case YCCK -> inks(image, raster, true);
        };
    }

    private static void store(int[] samples, int offset, int step, byte[] rgb, int at) {
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte) samples[offset + c * step];
        }
    }

    /** Has the decoder write R, G, B into our array: its own images are B, G, R, which costs it and us a copy sample by sample. */
    private static Pixels rgb(EncodedImage image, byte[] bytes, int width, int height) throws ImageDecodingException {
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(rgb, rgb.length), width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
        read(image, bytes, raster);
        return new Pixels(width, height, rgb);
    }

    private static void read(EncodedImage image, byte[] bytes, WritableRaster raster) throws ImageDecodingException {
        BufferedImage destination = new BufferedImage(RGB, raster, false, null);
        JdkReader.use(image, ImageFormat.JPEG, bytes, reader -> {
            ImageReadParam param = reader.getDefaultReadParam();
            param.setDestination(destination);
            return reader.read(0, param);
        });
    }

    private static Pixels inks(EncodedImage image, Raster raster, boolean ycck) {
        StoredSamples.PixelConversion conversion = switch (image.options().reference()) {
            case PILLOW -> JpegDecoder::pillowInks;
            case OPENCV -> JpegDecoder::openCvInks;
        };
        return StoredSamples.map(raster, (samples, offset, rgb, at) -> {
            if (ycck) {
                toRgb(samples, offset);
                for (int c = 0; c < 3; c++) {
                    samples[offset + c] = 255 - samples[offset + c];
                }
            }
            conversion.convert(samples, offset, rgb, at);
        });
    }

    /** Pillow inverts all four inks, with or without an Adobe marker. */
    private static void pillowInks(int[] samples, int offset, byte[] rgb, int at) {
        for (int c = 0; c < 4; c++) {
            samples[offset + c] = 255 - samples[offset + c];
        }
        StoredSamples.cmyk(samples, offset, rgb, at);
    }

    /** OpenCV takes the inks for inverted too, and divides by 256 where Pillow divides by 255. */
    private static void openCvInks(int[] samples, int offset, byte[] rgb, int at) {
        int black = samples[offset + 3];
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte) (black - (((255 - samples[offset + c]) * black) >> 8));
        }
    }

    /** libjpeg's YCbCr to RGB, in 16-bit fixed point; YCCK holds the complements of C, M and Y so. */
    private static void toRgb(int[] samples, int offset) {
        int y = samples[offset];
        int cb = samples[offset + 1] - 128;
        int cr = samples[offset + 2] - 128;
        samples[offset] = clamp(y + ((91881 * cr + 32768) >> 16));
        samples[offset + 1] = clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        samples[offset + 2] = clamp(y + ((116130 * cb + 32768) >> 16));
    }

    private static int clamp(int value) {
        return Math.min(Math.max(value, 0), 255);
    }
}
