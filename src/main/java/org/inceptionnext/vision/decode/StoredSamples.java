package org.inceptionnext.vision.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PackedColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.Pixels;

/** A raster's samples as RGB, the way Pillow's {@code convert("RGB")} treats them; colour management never runs. */
public final class StoredSamples {
    private StoredSamples() {}

    /**
     * Reads an image of any layout that ImageIO makes of the formats here.
     *
     * @param source what errors call the picture
     * @throws ImageDecodingException if it stores its samples in another way
     */
    public static Pixels rgb(BufferedImage image, String source) throws ImageDecodingException {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        if (3L * image.getWidth() * image.getHeight() > Integer.MAX_VALUE) {
            throw new ImageDecodingException(
                    source,
                    Reason.TOO_LARGE,
                    "an image of " + image.getWidth() + " x " + image.getHeight()
                            + " pixels, more than a Java array holds",
                    "Shrink it",
                    null);
        }
        if (model instanceof IndexColorModel indexed) {
            int[] palette = new int[indexed.getMapSize()];
            indexed.getRGBs(palette);
            return indexed(raster, palette);
        }
        if (model instanceof PackedColorModel && model.getColorSpace().getType() == ColorSpace.TYPE_RGB) {
            return packed(raster);
        }
        int colours = model.getNumColorComponents();
        int type = model.getTransferType();
        boolean unsigned = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        boolean known = colours == 1 || colours == 3 || (colours == 4 && type == DataBuffer.TYPE_BYTE);
        if (model instanceof ComponentColorModel && unsigned && known) {
            return components(raster, colours, model.hasAlpha());
        }
        throw new ImageDecodingException(
                source,
                Reason.UNSUPPORTED,
                "an image with " + colours + " colours of data type " + type + " ("
                        + model.getClass().getSimpleName() + ")",
                "Convert it to BufferedImage.TYPE_3BYTE_BGR",
                null);
    }

    /** Looks each index up; what is above the palette's end is black. */
    public static Pixels indexed(Raster raster, int[] palette) {
        return map(raster, (samples, offset, rgb, at) -> {
            int colour = samples[offset] < palette.length ? palette[samples[offset]] : 0;
            rgb[at] = (byte) (colour >> 16);
            rgb[at + 1] = (byte) (colour >> 8);
            rgb[at + 2] = (byte) colour;
        });
    }

    /** Scales samples of other than 8 bits as Pillow unpacks 15- and 16-bit pixels: {@code v * 255 / max}, truncated. */
    private static Pixels packed(Raster raster) {
        int[] bits = raster.getSampleModel().getSampleSize();
        return map(raster, (samples, offset, rgb, at) -> {
            for (int c = 0; c < 3; c++) {
                int sample = samples[offset + c];
                rgb[at + c] = (byte) (bits[c] == 8 ? sample : sample * 255L / ((1L << bits[c]) - 1));
            }
        });
    }

    private static Pixels components(Raster raster, int colours, boolean alpha) {
        boolean sixteenBits = raster.getTransferType() == DataBuffer.TYPE_USHORT;
        if (sixteenBits) {
            return colours == 1 && !alpha ? clippedGray(raster) : highBytes(raster, colours, 8);
        }
        if (colours == 4) {
            return map(raster, StoredSamples::cmyk);
        }
        boolean fromOrigin = raster.getSampleModelTranslateX() == 0 && raster.getSampleModelTranslateY() == 0;
        if (fromOrigin
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer) {
            return interleaved(raster, model, buffer, colours);
        }
        return highBytes(raster, colours, 0);
    }

    /** The usual layouts of 8 bits, fast: {@code TYPE_3BYTE_BGR}, {@code TYPE_4BYTE_ABGR}, {@code TYPE_BYTE_GRAY} and their like. */
    private static Pixels interleaved(
            Raster raster, PixelInterleavedSampleModel model, DataBufferByte buffer, int colours) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] data = buffer.getData();
        int[] bands = model.getBandOffsets();
        int red = bands[0];
        int green = bands[colours == 1 ? 0 : 1];
        int blue = bands[colours == 1 ? 0 : 2];
        int pixelStride = model.getPixelStride();
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int from = buffer.getOffset() + y * model.getScanlineStride();
            for (int x = 0; x < width; x++) {
                rgb[at] = data[from + red];
                rgb[at + 1] = data[from + green];
                rgb[at + 2] = data[from + blue];
                at += 3;
                from += pixelStride;
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** Pillow (9.5 to 13.0) clips 16-bit gray at 255 instead of shifting it. */
    private static Pixels clippedGray(Raster raster) {
        return map(raster, (samples, offset, rgb, at) -> {
            byte gray = (byte) Math.min(samples[offset], 255);
            rgb[at] = gray;
            rgb[at + 1] = gray;
            rgb[at + 2] = gray;
        });
    }

    private static Pixels highBytes(Raster raster, int colours, int shift) {
        int green = colours == 1 ? 0 : 1;
        int blue = colours == 1 ? 0 : 2;
        return map(raster, (samples, offset, rgb, at) -> {
            rgb[at] = (byte) (samples[offset] >> shift);
            rgb[at + 1] = (byte) (samples[offset + green] >> shift);
            rgb[at + 2] = (byte) (samples[offset + blue] >> shift);
        });
    }

    /** Pillow's CMYK to RGB: {@code (255 - K) - (255 - K) * ink / 255} in rounded 8-bit arithmetic. */
    public static void cmyk(int[] samples, int offset, byte[] rgb, int at) {
        int notBlack = 255 - samples[offset + 3];
        for (int c = 0; c < 3; c++) {
            int product = samples[offset + c] * notBlack + 128;
            rgb[at + c] = (byte) Math.max(notBlack - ((product + (product >> 8)) >> 8), 0);
        }
    }

    /** Converts pixel by pixel: for the layouts that are rare. */
    public static Pixels map(Raster raster, PixelConversion conversion) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                conversion.convert(row, x * bands, rgb, (y * width + x) * 3);
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** One pixel's bands to three bytes. */
    @FunctionalInterface
    public interface PixelConversion {
        /** Writes the three bytes at {@code at} for the bands at {@code offset}, which it may overwrite. */
        void convert(int[] samples, int offset, byte[] rgb, int at);
    }
}
