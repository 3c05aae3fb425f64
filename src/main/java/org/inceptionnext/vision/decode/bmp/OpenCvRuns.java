package org.inceptionnext.vision.decode.bmp;

import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * Run-length coding as OpenCV reads it: a run that does not fit its row is refused, and so are data without an end; an end ahead of
 * the last row fills what is left with index 0.
 */
final class OpenCvRuns {
    private final EncodedImage image;
    private final byte[] bytes;
    private final int width;
    private final int height;
    private final boolean fourBits;
    private final byte[] indices;
    private int at;
    private int x;
    private int y;

    private OpenCvRuns(EncodedImage image, BmpLayout layout) {
        this.image = image;
        this.bytes = image.bytes();
        this.width = layout.width();
        this.height = layout.height();
        this.fourBits = layout.samples().bits() == 4;
        this.indices = new byte[width * height];
        this.at = (int) Math.min(layout.offset(), bytes.length);
    }

    /** Decodes to indices, in the order of the file's rows. */
    static byte[] decode(EncodedImage image, BmpLayout layout) throws ImageDecodingException {
        OpenCvRuns runs = new OpenCvRuns(image, layout);
        runs.decode();
        return runs.indices;
    }

    private void decode() throws ImageDecodingException {
        boolean wrapped = false;
        while (y < height) {
            int count = next();
            int value = next();
            int before = y;
            if (count > 0) {
                requireRoom(count);
                run(count, value);
                wrapped = y > before;
            } else if (value > 2) {
                requireRoom(value);
                absolute(value);
                wrapped = false;
            } else {
                escape(value, wrapped);
                wrapped = false;
            }
        }
    }

    private int next() throws ImageDecodingException {
        if (at >= bytes.length) {
            throw image.truncated(ImageFormat.BMP, "its run-length data have no end");
        }
        return bytes[at++] & 0xff;
    }

    private void requireRoom(int count) throws ImageDecodingException {
        if (x + count > width) {
            throw image.corrupt(
                    ImageFormat.BMP, "a run of " + count + " pixels leaves its row of " + width + " pixels", null);
        }
    }

    private void run(int count, int value) {
        if (!fourBits) {
            fill(count, value);
            return;
        }
        int from = y * width + x;
        for (int i = 0; i < count; i++) {
            indices[from + i] = (byte) (i % 2 == 0 ? value >> 4 : value & 15);
        }
        x += count;
    }

    private void absolute(int count) throws ImageDecodingException {
        int stored = fourBits ? (count + 1) / 2 : count;
        stored += stored & 1;
        if (at + stored > bytes.length) {
            throw image.truncated(ImageFormat.BMP, "its run-length data have no end");
        }
        int to = y * width + x;
        for (int i = 0; i < count; i++) {
            int value = bytes[at + (fourBits ? i / 2 : i)] & 0xff;
            indices[to + i] = (byte) (!fourBits ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
        at += stored;
        x += count;
    }

    /** In 4 bits OpenCV forgets the rows: an end fills its row only, and more data are needed; a move goes to the right only. */
    private void escape(int code, boolean wrapped) throws ImageDecodingException {
        int count = width - x;
        int rows = height - y;
        boolean nothingToEnd = code == 0 && wrapped && x == 0 && !fourBits;
        if (nothingToEnd) {
            return;
        }
        if (code == 2) {
            count = next();
            rows = next();
        }
        fill(code == 0 || fourBits ? count : count + (long) rows * width, 0);
    }

    /** Fills rows to their ends, and begins the next one as soon as one is full: also where nothing is left to fill. */
    private void fill(long count, int value) {
        long left = count;
        do {
            int here = (int) Math.min(left, width - x);
            Arrays.fill(indices, y * width + x, y * width + x + here, (byte) value);
            left -= here;
            x += here;
            if (x >= width) {
                x = 0;
                y++;
            }
        } while (left > 0 && y < height);
    }
}
