package org.inceptionnext.vision.decode.tiff;

import java.awt.image.Raster;
import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.StoredSamples;
import org.inceptionnext.vision.decode.StoredSamples.PixelConversion;
import org.inceptionnext.vision.decode.exif.ExifOrientation;

/** A TIFF's stored samples to R, G, B, upright: both references turn a TIFF by its own tag without being asked. */
final class TiffSamples {
    private static final int MAX_SAMPLES = 8;

    private TiffSamples() {}

    /** Returns how the samples are converted; refuses those that are not, before anything is decoded. */
    static PixelConversion conversion(EncodedImage image, TiffHeader header) throws ImageDecodingException {
        if (header.samples() > MAX_SAMPLES) {
            throw image.unsupported(ImageFormat.TIFF, header.samples() + " samples a pixel");
        }
        return switch (image.options().reference()) {
            case PILLOW -> PillowTiff.conversion(image, header);
            case OPENCV -> OpenCvTiff.conversion(image, header);
        };
    }

    static Pixels convert(EncodedImage image, TiffHeader header, Raster raster, PixelConversion conversion)
            throws ImageDecodingException {
        if (raster.getWidth() != header.width() || raster.getHeight() != header.height()) {
            throw image.corrupt(ImageFormat.TIFF, "its size changed while it was decoded", null);
        }
        if (raster.getNumBands() < header.bands()) {
            throw image.corrupt(ImageFormat.TIFF, "it has " + raster.getNumBands() + " samples a pixel", null);
        }
        return ExifOrientation.ofValue(header.orientation()).upright(StoredSamples.map(raster, conversion));
    }

    /** Gray by a table of levels, one a value. */
    static PixelConversion gray(byte[] levels) {
        return (samples, offset, rgb, at) -> Arrays.fill(rgb, at, at + 3, levels[samples[offset]]);
    }

    /** Indices into a map of 16 bits a colour, of which the high bytes count. */
    static PixelConversion indexed(EncodedImage image, TiffHeader header, int shift) throws ImageDecodingException {
        long[] palette = header.palette();
        int colours = 1 << header.bits();
        if (palette.length < 3 * colours) {
            throw image.corrupt(ImageFormat.TIFF, "its palette has " + palette.length + " numbers", null);
        }
        byte[] levels = new byte[palette.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (palette[i] >> shift);
        }
        return (samples, offset, rgb, at) -> {
            int index = samples[offset];
            rgb[at] = levels[index];
            rgb[at + 1] = levels[colours + index];
            rgb[at + 2] = levels[2 * colours + index];
        };
    }

    /** The high byte of each colour. */
    static PixelConversion highBytes(int shift) {
        return (samples, offset, rgb, at) -> {
            rgb[at] = (byte) (samples[offset] >> shift);
            rgb[at + 1] = (byte) (samples[offset + 1] >> shift);
            rgb[at + 2] = (byte) (samples[offset + 2] >> shift);
        };
    }

    /** The levels of gray in a few bits: scaled to 255, and turned around where white is 0. */
    static byte[] levels(TiffHeader header) {
        int max = (1 << header.bits()) - 1;
        byte[] levels = new byte[max + 1];
        for (int v = 0; v <= max; v++) {
            int level = v * 255 / max;
            levels[v] = (byte) (header.isWhiteZero() ? 255 - level : level);
        }
        return levels;
    }

    static ImageDecodingException unsupported(EncodedImage image, TiffHeader header) {
        String format = switch (header.format()) {
            case 2 -> "signed ";
            case 3 -> "floating point ";
            default -> "";
        };
        return image.unsupported(
                ImageFormat.TIFF,
                header.samples() + " " + format + "samples of " + header.bits()
                        + " bits and photometric interpretation " + header.photometric());
    }
}
