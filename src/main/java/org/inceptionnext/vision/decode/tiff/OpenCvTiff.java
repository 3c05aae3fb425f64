package org.inceptionnext.vision.decode.tiff;

import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.StoredSamples.PixelConversion;

/**
 * What OpenCV makes of a TIFF's samples, most of it through libtiff's conversion to RGBA: colours of 16 bits are rounded to 8, alpha
 * that is not premultiplied is multiplied in; gray of 16 bits gives its high byte.
 */
final class OpenCvTiff {
    private static final int ALPHA = 2;
    private static final int UNSIGNED = 1;
    private static final int MAX_SAMPLES = 4;

    private OpenCvTiff() {}

    static PixelConversion conversion(EncodedImage image, TiffHeader header) throws ImageDecodingException {
        int bits = header.bits();
        boolean known = header.format() == UNSIGNED && header.samples() <= MAX_SAMPLES && header.saysPhotometric();
        boolean bytes = bits == 8 || bits == 16;
        if (known && header.isGray() && (bits == 1 || bits == 8) && header.samples() <= 2) {
            return TiffSamples.gray(TiffSamples.levels(header));
        }
        if (known && header.isGray() && bits == 16 && header.samples() <= 2) {
            int white = header.isWhiteZero() ? 255 : 0;
            return (samples, offset, rgb, at) -> Arrays.fill(rgb, at, at + 3, (byte) (samples[offset] >> 8 ^ white));
        }
        if (known && header.photometric() == TiffHeader.PALETTE && (bits == 1 || bits == 4 || bits == 8)) {
            boolean wide = Arrays.stream(header.palette()).anyMatch(colour -> colour > 255);
            return TiffSamples.indexed(image, header, wide ? 8 : 0);
        }
        if (known && header.photometric() == TiffHeader.CMYK && bits == 8 && header.samples() == 4) {
            return OpenCvTiff::inks;
        }
        boolean rgb = header.photometric() == TiffHeader.RGB || header.isJpegYcbcr();
        if (known && rgb && bytes && header.samples() >= 3) {
            boolean multiplies = header.samples() == 4 && header.extra() == ALPHA;
            return multiplies ? multiplied(bits) : bits == 8 ? TiffSamples.highBytes(0) : rounded();
        }
        throw TiffSamples.unsupported(image, header);
    }

    private static PixelConversion rounded() {
        return (samples, offset, rgb, at) -> {
            for (int c = 0; c < 3; c++) {
                rgb[at + c] = (byte) to8(samples[offset + c], 16);
            }
        };
    }

    private static PixelConversion multiplied(int bits) {
        return (samples, offset, rgb, at) -> {
            int alpha = to8(samples[offset + 3], bits);
            for (int c = 0; c < 3; c++) {
                rgb[at + c] = (byte) ((to8(samples[offset + c], bits) * alpha + 127) / 255);
            }
        };
    }

    private static int to8(int sample, int bits) {
        return bits == 8 ? sample : (sample + 128) / 257;
    }

    private static void inks(int[] samples, int offset, byte[] rgb, int at) {
        int notBlack = 255 - samples[offset + 3];
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte) (notBlack * (255 - samples[offset + c]) / 255);
        }
    }
}
