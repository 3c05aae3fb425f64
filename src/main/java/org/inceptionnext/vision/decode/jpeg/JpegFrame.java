package org.inceptionnext.vision.decode.jpeg;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * A frame header: the picture's size and its components' places in the grid of MCUs (ITU-T T.81, A.1.1 and A.2).
 *
 * @param horizontal the largest horizontal sampling factor
 * @param vertical the largest vertical sampling factor
 */
record JpegFrame(int width, int height, int horizontal, int vertical, byte[] ids, List<JpegComponent> components) {
    private static final int MAX_FACTOR = 4;
    private static final int BLOCK = 8;

    /**
     * Reads the segment behind an SOF marker, whose length {@link JpegStream} has checked.
     *
     * @param at where the segment's length stands
     */
    static JpegFrame read(EncodedImage image, byte[] bytes, int at) throws ImageDecodingException {
        int height = (bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff;
        int width = (bytes[at + 5] & 0xff) << 8 | bytes[at + 6] & 0xff;
        int count = bytes[at + 7] & 0xff;
        byte[] ids = new byte[count];
        int horizontal = 1;
        int vertical = 1;
        for (int i = 0; i < count; i++) {
            ids[i] = bytes[at + 8 + 3 * i];
            int factors = bytes[at + 9 + 3 * i] & 0xff;
            horizontal = Math.max(horizontal, factor(image, factors >> 4));
            vertical = Math.max(vertical, factor(image, factors & 0xf));
        }
        JpegFrame frame = new JpegFrame(width, height, horizontal, vertical, ids, new ArrayList<>());
        for (int i = 0; i < count; i++) {
            int factors = bytes[at + 9 + 3 * i] & 0xff;
            frame.add(image, factors >> 4, factors & 0xf, bytes[at + 10 + 3 * i] & 0xff);
        }
        return frame;
    }

    /** Returns the MCUs in a row of a scan of several components. */
    int mcuColumns() {
        return ceilDiv(width, BLOCK * horizontal);
    }

    /** Returns the rows of MCUs in a scan of several components. */
    int mcuRows() {
        return ceilDiv(height, BLOCK * vertical);
    }

    private void add(EncodedImage image, int h, int v, int quantisation) throws ImageDecodingException {
        if (horizontal % h != 0 || vertical % v != 0) {
            throw image.unsupported(ImageFormat.JPEG, "sampling factors that do not divide each other");
        }
        int stride = mcuColumns() * h;
        long blocks = (long) stride * mcuRows() * v;
        if (blocks > Integer.MAX_VALUE / 64) {
            throw image.unsupported(ImageFormat.JPEG, blocks + " blocks and its last scans missing");
        }
        components.add(new JpegComponent(
                h,
                v,
                quantisation,
                ceilDiv(width * h, BLOCK * horizontal),
                ceilDiv(height * v, BLOCK * vertical),
                stride,
                ceilDiv(width * h, horizontal),
                ceilDiv(height * v, vertical),
                new short[(int) blocks * 64]));
    }

    private static int factor(EncodedImage image, int factor) throws ImageDecodingException {
        if (factor < 1 || factor > MAX_FACTOR) {
            throw image.corrupt(ImageFormat.JPEG, "a sampling factor of " + factor + "; 1 to 4 are allowed", null);
        }
        return factor;
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
