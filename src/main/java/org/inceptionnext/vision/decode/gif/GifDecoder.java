package org.inceptionnext.vision.decode.gif;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.JdkReader;
import org.inceptionnext.vision.decode.StoredSamples;

/**
 * The first frame of a GIF, on its canvas. ImageIO gives the frame's rectangle only, and a half empty picture without a word when
 * the compressed data end early.
 */
public final class GifDecoder {
    private static final int SCREEN_BYTES = 13;
    private static final int DESCRIPTOR_BYTES = 10;
    private static final int LEVELS = 256;

    private final EncodedImage image;
    private final ByteBuffer file;
    private int at = SCREEN_BYTES;
    private OptionalInt transparent = OptionalInt.empty();

    private GifDecoder(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return new GifDecoder(image).decode();
    }

    private Pixels decode() throws ImageDecodingException {
        requireBytes(0, SCREEN_BYTES);
        int[] palette = palette(file.get(10));
        skipToFrame();
        requireBytes(at, DESCRIPTOR_BYTES);
        Frame frame = new Frame(u16(at + 1), u16(at + 3), u16(at + 5), u16(at + 7));
        int flags = file.get(at + 9);
        at += DESCRIPTOR_BYTES;
        int[] framePalette = (flags & 0x80) != 0 ? palette(flags) : palette;
        at++; // the code size of the compressed data
        skipBlocks();

        // Pillow lets a frame that sticks out enlarge the canvas.
        int width = Math.max(u16(6), frame.left + frame.width);
        int height = Math.max(u16(8), frame.top + frame.height);
        image.requireAllowedSize(ImageFormat.GIF, width, height);
        image.requireAllowedSize(ImageFormat.GIF, frame.width, frame.height);
        Pixels picture = StoredSamples.indexed(indices(frame), framePalette);
        return paint(picture, frame, new Canvas(width, height, framePalette[transparent.orElse(0)]));
    }

    private static Pixels paint(Pixels picture, Frame frame, Canvas canvas) {
        if (canvas.width == frame.width && canvas.height == frame.height) {
            return picture;
        }
        byte[] rgb = new byte[Math.multiplyExact(3, canvas.width * canvas.height)];
        int background = canvas.background;
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) (background >> 16);
            rgb[i + 1] = (byte) (background >> 8);
            rgb[i + 2] = (byte) background;
        }
        for (int y = 0; y < frame.height; y++) {
            int to = ((frame.top + y) * canvas.width + frame.left) * 3;
            System.arraycopy(picture.rgb(), y * frame.width * 3, rgb, to, frame.width * 3);
        }
        return new Pixels(canvas.width, canvas.height, rgb);
    }

    private Raster indices(Frame frame) throws ImageDecodingException {
        Progress progress = new Progress();
        BufferedImage decoded = JdkReader.use(image, ImageFormat.GIF, image.bytes(), reader -> {
            reader.addIIOReadProgressListener(progress);
            return reader.read(0);
        });
        if (progress.percent < 100) {
            throw image.truncated(ImageFormat.GIF, "its compressed data end early");
        }
        if (decoded.getWidth() != frame.width || decoded.getHeight() != frame.height) {
            throw image.corrupt(ImageFormat.GIF, "its size changed while it was decoded", null);
        }
        return decoded.getRaster();
    }

    /**
     * Reads the palette that flags announce. Pillow takes indices for gray where there is none or where it is a gray ramp; what is
     * above a palette's end is black.
     */
    private int[] palette(int flags) throws ImageDecodingException {
        if ((flags & 0x80) == 0) {
            return ramp(LEVELS);
        }
        int[] palette = new int[2 << (flags & 7)];
        requireBytes(at, 3 * palette.length);
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (file.get(at) & 0xff) << 16 | (file.get(at + 1) & 0xff) << 8 | (file.get(at + 2) & 0xff);
            at += 3;
        }
        return Arrays.equals(palette, ramp(palette.length)) ? ramp(LEVELS) : Arrays.copyOf(palette, LEVELS);
    }

    private static int[] ramp(int length) {
        int[] ramp = new int[length];
        Arrays.setAll(ramp, i -> i << 16 | i << 8 | i);
        return ramp;
    }

    private void skipToFrame() throws ImageDecodingException {
        while (at < file.limit()) {
            switch (file.get(at)) {
                case ',' -> {
                    return;
                }
                case '!' -> extension();
                case ';' -> throw image.corrupt(ImageFormat.GIF, "it has no frame", null);
                default -> at++;
            }
        }
        throw image.truncated(ImageFormat.GIF, "it ends before its first frame");
    }

    private void extension() throws ImageDecodingException {
        requireBytes(at, 3);
        boolean graphicControl = file.get(at + 1) == (byte) 0xf9;
        if (graphicControl && file.get(at + 2) == 4) {
            requireBytes(at, 8);
            boolean hasTransparent = (file.get(at + 3) & 1) != 0;
            transparent = hasTransparent ? OptionalInt.of(file.get(at + 6) & 0xff) : transparent;
        }
        at += 2;
        skipBlocks();
    }

    private void skipBlocks() throws ImageDecodingException {
        while (at < file.limit()) {
            int length = file.get(at) & 0xff;
            at += 1 + length;
            if (length == 0) {
                return;
            }
        }
        throw image.truncated(ImageFormat.GIF, "its last block is incomplete");
    }

    private void requireBytes(int from, int count) throws ImageDecodingException {
        if (from + count > file.limit()) {
            throw image.truncated(ImageFormat.GIF, "it ends within its header");
        }
    }

    private int u16(int offset) {
        return file.getShort(offset) & 0xffff;
    }

    private record Frame(int left, int top, int width, int height) {}

    /** The logical screen; Pillow fills it with the transparent colour, or with the first one. */
    private record Canvas(int width, int height, int background) {}

    /** How far the reader came: its only sign of data that end early. */
    private static final class Progress implements IIOReadProgressListener {
        private float percent;

        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            percent = percentageDone;
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }
}
