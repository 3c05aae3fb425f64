package org.inceptionnext.vision.decode.png;

import java.nio.ByteBuffer;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * What a PNG's first chunk says.
 *
 * @param width in pixels
 * @param height in pixels
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param type the colour type: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
 * @param interlaced whether the rows come in the seven passes of Adam7
 */
record PngHeader(int width, int height, int depth, int type, boolean interlaced) {
    static final int GRAY = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int GRAY_ALPHA = 4;
    static final int RGB_ALPHA = 6;

    /** Of the chunk's payload. */
    static final int BYTES = 13;

    /** Reads the payload; refuses sizes and combinations that do not exist. */
    static PngHeader of(EncodedImage image, ByteBuffer file, int at) throws ImageDecodingException {
        long width = Integer.toUnsignedLong(file.getInt(at));
        long height = Integer.toUnsignedLong(file.getInt(at + 4));
        image.requireAllowedSize(ImageFormat.PNG, width, height);
        int depth = file.get(at + 8);
        int type = file.get(at + 9);
        boolean known = switch (type) {
            case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!known) {
            throw image.corrupt(
                    ImageFormat.PNG, "its header declares colour type " + type + " of " + depth + " bits", null);
        }
        if (file.get(at + 11) != 0) {
            throw image.corrupt(ImageFormat.PNG, "its header declares filter method " + file.get(at + 11), null);
        }
        boolean strict = image.options().reference() == PixelReference.OPENCV;
        if (strict && (file.get(at + 10) != 0 || (file.get(at + 12) & 0xfe) != 0)) {
            throw image.corrupt(
                    ImageFormat.PNG, "its header declares a compression or an order that there is not", null);
        }
        return new PngHeader((int) width, (int) height, depth, type, file.get(at + 12) != 0);
    }

    int samples() {
        return switch (type) {
            case RGB -> 3;
            case GRAY_ALPHA -> 2;
            case RGB_ALPHA -> 4;
            default -> 1;
        };
    }

    /** Returns the bytes of a row of so many pixels, without the byte that names its filter. */
    int rowBytes(int pixels) {
        return (int) (((long) pixels * samples() * depth + 7) / 8);
    }

    /** Returns how many bytes left of a sample its neighbour stands, as the filters count. */
    int neighbour() {
        return Math.max(samples() * depth / 8, 1);
    }
}
