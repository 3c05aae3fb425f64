package org.inceptionnext.vision.decode.pnm;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * PBM, PGM and PPM, in text and in binary (netpbm's P1 to P6). A full brightness other than 255 is scaled by Pillow; by OpenCV only in
 * text and up to 255, else the bytes are taken as they are.
 */
public final class PnmDecoder {
    private PnmDecoder() {}

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return switch (image.options().reference()) {
            case PILLOW -> PillowPnm.decode(image);
            case OPENCV -> OpenCvPnm.decode(image);
        };
    }

    /** Makes gray of one sample a pixel. */
    static Pixels pixels(PnmHeader header, byte[] levels) {
        if (header.channels() == 3) {
            return new Pixels(header.width(), header.height(), levels);
        }
        byte[] rgb = new byte[Math.multiplyExact(3, levels.length)];
        for (int i = 0; i < levels.length; i++) {
            rgb[3 * i] = levels[i];
            rgb[3 * i + 1] = levels[i];
            rgb[3 * i + 2] = levels[i];
        }
        return new Pixels(header.width(), header.height(), rgb);
    }

    /** Returns a bitmap's levels: 1 is black. */
    static byte[] bits(EncodedImage image, PnmHeader header) throws ImageDecodingException {
        int stride = (header.width() + 7) / 8;
        requireBytes(image, header, (long) stride * header.height());
        byte[] levels = new byte[header.values()];
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0; x < header.width(); x++) {
                int eight = image.bytes()[header.samples() + y * stride + (x >> 3)];
                levels[y * header.width() + x] = (byte) ((eight >> (7 - (x & 7)) & 1) - 1);
            }
        }
        return levels;
    }

    static void requireBytes(EncodedImage image, PnmHeader header, long count) throws ImageDecodingException {
        long end = header.samples() + count;
        if (end > image.bytes().length) {
            throw image.truncated(ImageFormat.PNM, "its samples end at byte " + end);
        }
    }

    /** Keeps a header of a few bytes from having an array allocated that its text cannot fill: a sample and a space are two bytes. */
    static void requireText(EncodedImage image, PnmHeader header) throws ImageDecodingException {
        long least = header.isBitmap() ? header.values() : 2L * header.values() - 1;
        requireBytes(image, header, least);
    }

    static ImageDecodingException text(EncodedImage image, int character) {
        return character < 0
                ? image.truncated(ImageFormat.PNM, "it ends before its samples do")
                : image.corrupt(ImageFormat.PNM, "a number has the byte " + character + " in it", null);
    }
}
