package org.inceptionnext.vision.decode.gif;

import java.util.Arrays;
import java.util.OptionalInt;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * The first frame as Pillow shows it: on a canvas of the transparent colour, or of the first one; bytes that belong to no block are
 * passed over, and nothing behind the last pixel is looked at.
 */
final class PillowGif {
    private static final int SIGNATURE_BYTES = 6;
    private static final int LEVELS = 256;
    private static final int MAX_INDEX_BITS = 12;

    private final EncodedImage image;
    private final GifBytes file;
    private OptionalInt transparent = OptionalInt.empty();

    private PillowGif(EncodedImage image) {
        this.image = image;
        this.file = new GifBytes(image, SIGNATURE_BYTES);
    }

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return new PillowGif(image).decode();
    }

    private Pixels decode() throws ImageDecodingException {
        int screenWidth = file.u16();
        int screenHeight = file.u16();
        int flags = file.u8();
        file.skip(2);
        byte[] palette = palette(flags);
        findFrame();
        int left = file.u16();
        int top = file.u16();
        int width = file.u16();
        int height = file.u16();
        int frameFlags = file.u8();
        GifFrame frame = new GifFrame(left, top, width, height, (frameFlags & 0x40) != 0);
        byte[] local = (frameFlags & 0x80) != 0 ? palette(frameFlags) : palette;
        // Pillow drops a palette of the frame that is a gray ramp, and keeps the file's.
        byte[] framePalette = Arrays.equals(local, ramp(LEVELS)) ? palette : local;
        int indexBits = file.u8();

        // A frame that sticks out enlarges the canvas.
        int canvasWidth = Math.max(screenWidth, left + width);
        int canvasHeight = Math.max(screenHeight, top + height);
        image.requireAllowedSize(ImageFormat.GIF, canvasWidth, canvasHeight);
        image.requireAllowedSize(ImageFormat.GIF, width, height);
        GifCanvas canvas = new GifCanvas(canvasWidth, canvasHeight);
        canvas.fill(framePalette, transparent.orElse(0));
        canvas.draw(frame, indices(frame, indexBits), framePalette);
        return canvas.pixels();
    }

    private byte[] indices(GifFrame frame, int indexBits) throws ImageDecodingException {
        if (indexBits > MAX_INDEX_BITS) {
            throw image.corrupt(ImageFormat.GIF, "its indices have " + indexBits + " bits", null);
        }
        return new PillowLzw(image, file.position(), indexBits).decode(frame.pixels());
    }

    /**
     * Reads the palette that flags announce. Pillow takes indices for gray where there is none or where it is a gray ramp; what is
     * above a palette's end is black.
     */
    private byte[] palette(int flags) throws ImageDecodingException {
        if ((flags & 0x80) == 0) {
            return ramp(LEVELS);
        }
        byte[] palette = file.palette(2 << (flags & 7));
        boolean isRamp = Arrays.equals(palette, ramp(palette.length / 3));
        return isRamp ? ramp(LEVELS) : Arrays.copyOf(palette, 3 * LEVELS);
    }

    private static byte[] ramp(int length) {
        byte[] ramp = new byte[3 * length];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        return ramp;
    }

    private void findFrame() throws ImageDecodingException {
        while (!file.isAtEnd()) {
            switch (file.u8()) {
                case ',' -> {
                    return;
                }
                case '!' -> extension();
                case ';' -> throw image.corrupt(ImageFormat.GIF, "it has no frame", null);
                default -> {
                    // Pillow passes over what is no block.
                }
            }
        }
        throw image.truncated(ImageFormat.GIF, "it ends before its first frame");
    }

    private void extension() throws ImageDecodingException {
        int label = file.u8();
        int length = file.u8();
        int from = file.position();
        file.skip(length);
        boolean graphicControl = label == 0xf9 && length >= 4;
        if (graphicControl && (image.bytes()[from] & 1) != 0) {
            transparent = OptionalInt.of(image.bytes()[from + 3] & 0xff);
        }
        if (length > 0 || label != 0xfe) {
            file.skipBlocks();
        }
    }
}
