package org.inceptionnext.vision.decode.tiff;

import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.StoredSamples;
import org.inceptionnext.vision.decode.StoredSamples.PixelConversion;

/** What Pillow makes of a TIFF's samples: gray of 16 bits and more is clipped at 255, other 16 bits give their high byte. */
final class PillowTiff {
    private static final int PREMULTIPLIED = 1;
    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOAT = 3;

    private PillowTiff() {}

    static PixelConversion conversion(EncodedImage image, TiffHeader header) throws ImageDecodingException {
        int bits = header.bits();
        if (header.isGray()) {
            return gray(image, header);
        }
        boolean bytes = header.format() == UNSIGNED && (bits == 8 || bits == 16);
        boolean small = bits == 1 || bits == 2 || bits == 4 || bits == 8;
        if (header.photometric() == TiffHeader.PALETTE && small && header.samples() <= 2) {
            return TiffSamples.indexed(image, header, 8);
        }
        if (header.photometric() == TiffHeader.CMYK && bytes && header.samples() >= 4) {
            return inks(bits - 8);
        }
        boolean rgb = header.photometric() == TiffHeader.RGB || header.isJpegYcbcr();
        if (rgb && bytes && header.samples() >= 3) {
            boolean premultiplied = header.samples() >= 4 && header.extra() == PREMULTIPLIED;
            return premultiplied ? unmultiplied(bits - 8) : TiffSamples.highBytes(bits - 8);
        }
        throw TiffSamples.unsupported(image, header);
    }

    private static PixelConversion gray(EncodedImage image, TiffHeader header) throws ImageDecodingException {
        boolean unsigned = header.format() == UNSIGNED;
        boolean little = image.bytes()[0] == 'I';
        boolean white = header.isWhiteZero();
        boolean withAlpha = header.samples() == 2 && !white;
        switch (header.bits()) {
            case 1, 2, 4 -> {
                if (unsigned && header.samples() == 1) {
                    return TiffSamples.gray(TiffSamples.levels(header));
                }
            }
            case 8 -> {
                if (unsigned && (header.samples() == 1 || withAlpha)) {
                    return TiffSamples.gray(TiffSamples.levels(header));
                }
            }
            case 16 -> {
                // Pillow knows white as 0 in little-endian files only, and then does not turn it around.
                if (unsigned && header.samples() == 1 && (!white || little)) {
                    return PillowTiff::clipped;
                }
            }
            case 32 -> {
                boolean known = header.format() == FLOAT || header.format() == SIGNED || little;
                if (header.samples() == 1 && !white && known) {
                    return unsigned ? PillowTiff::clippedUnsigned : PillowTiff::clipped;
                }
            }
            default -> {
                // Refused below.
            }
        }
        throw TiffSamples.unsupported(image, header);
    }

    private static void clipped(int[] samples, int offset, byte[] rgb, int at) {
        Arrays.fill(rgb, at, at + 3, (byte) Math.min(Math.max(samples[offset], 0), 255));
    }

    private static void clippedUnsigned(int[] samples, int offset, byte[] rgb, int at) {
        Arrays.fill(rgb, at, at + 3, (byte) Math.min(Integer.toUnsignedLong(samples[offset]), 255));
    }

    private static PixelConversion inks(int shift) {
        return (samples, offset, rgb, at) -> {
            for (int c = 0; c < 4; c++) {
                samples[offset + c] >>= shift;
            }
            StoredSamples.cmyk(samples, offset, rgb, at);
        };
    }

    /** Divides by alpha, truncated and clipped; what has no alpha is black. */
    private static PixelConversion unmultiplied(int shift) {
        return (samples, offset, rgb, at) -> {
            int alpha = samples[offset + 3] >> shift;
            for (int c = 0; c < 3; c++) {
                int colour = samples[offset + c] >> shift;
                rgb[at + c] = (byte) (alpha == 0 ? 0 : alpha == 255 ? colour : Math.min(colour * 255 / alpha, 255));
            }
        };
    }
}
