package org.inceptionnext.vision.decode.gif;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * The first frame as OpenCV 5 shows it: on a canvas of the background colour, its transparent pixels left out. The whole file has to
 * be sound, to its last byte.
 */
final class OpenCvGif {
    private static final int SIGNATURE_BYTES = 6;
    private static final int COLOURS = 256;
    private static final int NONE = -1;
    private static final int APPLICATION = 0xff;
    private static final String LOOP = "NETSCAPE2.0";
    private static final int MAX_DISPOSAL = 3;

    private final EncodedImage image;
    private final GifBytes file;
    private byte[] global = {};
    private int background;
    private int transparent = NONE;

    private OpenCvGif(EncodedImage image) {
        this.image = image;
        this.file = new GifBytes(image, SIGNATURE_BYTES);
    }

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return new OpenCvGif(image).decode();
    }

    private Pixels decode() throws ImageDecodingException {
        int width = file.u16();
        int height = file.u16();
        image.requireAllowedSize(ImageFormat.GIF, width, height);
        int flags = file.u8();
        background = file.u8();
        file.skip(1);
        if ((flags & 0x80) != 0) {
            global = file.palette(2 << (flags & 7));
            if (3 * background >= global.length) {
                throw image.corrupt(
                        ImageFormat.GIF,
                        "its background has the colour " + background + " of " + global.length / 3,
                        null);
            }
        }
        int frames = file.position();
        walkToTrailer();
        return first(width, height, new GifBytes(image, frames));
    }

    /** Every block up to the trailer is looked at before the first frame is. */
    private void walkToTrailer() throws ImageDecodingException {
        for (int type = file.u8(); type != ';'; type = file.u8()) {
            if (type == '!' && file.u8() == APPLICATION) {
                skipApplication();
            } else if (type == '!') {
                file.skipBlocks();
            } else if (type == ',') {
                file.skip(8);
                int flags = file.u8();
                file.skip((flags & 0x80) != 0 ? 6 << (flags & 7) : 0);
                file.skip(1);
                file.skipBlocks();
            } else {
                throw image.corrupt(
                        ImageFormat.GIF, "no block begins with " + type + " at offset " + (file.position() - 1), null);
            }
        }
    }

    /** OpenCV leaves a byte of a block of three, unless the blocks are those that say how often an animation is shown. */
    private void skipApplication() throws ImageDecodingException {
        boolean netscape = false;
        for (int length = file.u8(); length > 0; length = file.u8()) {
            int from = file.position();
            file.skip(length == 3 && !netscape ? 2 : length);
            netscape = length == LOOP.length() ? image.hasAscii(from, LOOP) : netscape;
        }
    }

    private Pixels first(int width, int height, GifBytes in) throws ImageDecodingException {
        int type = in.u8();
        while (type == '!') {
            extension(in);
            type = in.u8();
        }
        if (type != ',') {
            throw image.corrupt(ImageFormat.GIF, "it has no frame", null);
        }
        int left = in.u16();
        int top = in.u16();
        int frameWidth = in.u16();
        int frameHeight = in.u16();
        boolean inside = frameWidth > 0 && frameHeight > 0 && left + frameWidth <= width && top + frameHeight <= height;
        if (!inside) {
            throw image.corrupt(ImageFormat.GIF, "its first frame leaves its canvas", null);
        }
        int flags = in.u8();
        byte[] local = (flags & 0x80) != 0 ? in.palette(2 << (flags & 7)) : new byte[0];
        GifFrame frame = new GifFrame(left, top, frameWidth, frameHeight, (flags & 0x40) != 0);
        byte[] indices = new OpenCvLzw(image, in).decode(frame.pixels());
        GifCanvas canvas = new GifCanvas(width, height);
        canvas.fill(global.length == 0 ? new byte[3] : global, global.length == 0 ? 0 : background);
        canvas.draw(frame, indices, colours(local, indices), transparent);
        return canvas.pixels();
    }

    private void extension(GifBytes in) throws ImageDecodingException {
        if (in.u8() == 0xf9) {
            int length = in.u8();
            int flags = in.u8();
            in.skip(2);
            int index = in.u8();
            if (length != 4 || (flags >> 2 & 7) > MAX_DISPOSAL) {
                throw image.corrupt(ImageFormat.GIF, "its graphic control is none", null);
            }
            transparent = (flags & 1) != 0 ? index : NONE;
        }
        in.skipBlocks();
    }

    /** The frame's colours, then the file's; without both, gray of the index itself, and white for 1. */
    private byte[] colours(byte[] local, byte[] indices) throws ImageDecodingException {
        byte[] colours = new byte[3 * COLOURS];
        if (local.length == 0 && global.length == 0) {
            for (int i = 0; i < colours.length; i++) {
                colours[i] = (byte) (i / 3 == 1 ? 255 : i / 3);
            }
            return colours;
        }
        System.arraycopy(global, 0, colours, 0, global.length);
        System.arraycopy(local, 0, colours, 0, local.length);
        int count = Math.max(local.length, global.length) / 3;
        for (byte index : indices) {
            if ((index & 0xff) >= count && (index & 0xff) != transparent) {
                throw image.corrupt(ImageFormat.GIF, "a pixel has the colour " + (index & 0xff) + " of " + count, null);
            }
        }
        return colours;
    }
}
