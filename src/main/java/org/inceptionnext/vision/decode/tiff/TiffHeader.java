package org.inceptionnext.vision.decode.tiff;

import java.util.Arrays;
import java.util.Set;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * What the first directory says of its picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bits of a sample, the same for all
 * @param samples a pixel
 * @param photometric what they mean: 0 and 1 gray (white or black is 0), 2 RGB, 3 palette, 5 CMYK, 6 YCbCr
 * @param compression its number
 * @param format of a sample: 1 unsigned, 2 signed, 3 floating point
 * @param extra what the first sample behind the colours is: 0 unknown, 1 premultiplied alpha, 2 alpha, -1 not said
 * @param orientation 1 to 8
 * @param palette all reds, all greens, all blues; 16 bits each
 */
record TiffHeader(
        int width,
        int height,
        int bits,
        int samples,
        int photometric,
        int compression,
        int format,
        int extra,
        int orientation,
        long[] palette) {
    static final int UNSAID = -1;
    static final int WHITE_IS_ZERO = 0;
    static final int BLACK_IS_ZERO = 1;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int CMYK = 5;
    static final int YCBCR = 6;

    static final int JPEG = 7;

    /** None, CCITT 2, 3 and 4, LZW, JPEG, deflate, PackBits, and deflate's older number. */
    private static final Set<Integer> COMPRESSIONS = Set.of(1, 2, 3, 4, 5, JPEG, 8, 32773, 32946);

    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_COUNTS = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_COUNTS = 325;

    /** Reads it, and refuses what would have a decoder allocate more than the picture needs. */
    static TiffHeader of(EncodedImage image) throws ImageDecodingException {
        TiffDirectory directory = TiffDirectory.of(image);
        image.requireAllowedSize(ImageFormat.TIFF, directory.first(256, 0), directory.first(257, 0));
        requireParts(image, directory);
        int compression = directory.small(259, 1);
        if (!COMPRESSIONS.contains(compression)) {
            throw image.unsupported(ImageFormat.TIFF, "compression " + compression);
        }
        long[] bits = directory.all(258);
        if (Arrays.stream(bits).distinct().count() > 1) {
            throw image.unsupported(ImageFormat.TIFF, "samples of different bits");
        }
        return new TiffHeader(
                directory.small(256, 0),
                directory.small(257, 0),
                directory.small(258, 1),
                directory.small(277, 1),
                directory.small(262, UNSAID),
                compression,
                directory.small(339, 1),
                directory.small(338, -1),
                directory.small(274, 1),
                directory.all(320));
    }

    private static void requireParts(EncodedImage image, TiffDirectory directory) throws ImageDecodingException {
        boolean tiled = directory.has(TILE_WIDTH);
        if (tiled) {
            image.requireAllowedSize(ImageFormat.TIFF, directory.first(TILE_WIDTH, 0), directory.first(TILE_HEIGHT, 0));
        }
        long[] offsets = directory.all(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] counts = directory.all(tiled ? TILE_COUNTS : STRIP_COUNTS);
        if (offsets.length == 0) {
            throw image.corrupt(ImageFormat.TIFF, "it does not say where its samples are", null);
        }
        for (int i = 0; i < offsets.length; i++) {
            long end = offsets[i] + (i < counts.length ? counts[i] : 0);
            if (offsets[i] < 0 || end < 0 || end > image.bytes().length) {
                throw image.truncated(ImageFormat.TIFF, "its samples end at byte " + Long.toUnsignedString(end));
            }
        }
    }

    boolean saysPhotometric() {
        return photometric != UNSAID;
    }

    /** Returns whether it is gray: white is 0 for Pillow where the file says nothing. */
    boolean isGray() {
        return photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO || photometric == UNSAID;
    }

    boolean isWhiteZero() {
        return photometric == WHITE_IS_ZERO || photometric == UNSAID;
    }

    /** Returns whether its samples are YCbCr in the file and R, G, B once the JPEG in it is decoded. */
    boolean isJpegYcbcr() {
        return photometric == YCBCR && compression == JPEG;
    }

    /** Returns how many samples a pixel are looked at. */
    int bands() {
        return isGray() || photometric == PALETTE ? 1 : Math.min(samples, 4);
    }
}
