package org.inceptionnext.vision.decode.bmp;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * Run-length coding as Pillow reads it: what stands behind the end of a row is cut, what is skipped has index 0, and a picture that
 * ends early is refused.
 */
final class PillowRuns {
    private final byte[] bytes;
    private final int width;
    private final boolean fourBits;
    private final byte[] indices;
    private int at;
    private int done;
    private int x;

    private PillowRuns(EncodedImage image, BmpLayout layout) {
        this.bytes = image.bytes();
        this.width = layout.width();
        this.fourBits = layout.samples().bits() == 4;
        this.indices = new byte[layout.width() * layout.height()];
        this.at = (int) Math.min(layout.offset(), bytes.length);
    }

    /** Decodes to indices, in the order of the file's rows. */
    static byte[] decode(EncodedImage image, BmpLayout layout) throws ImageDecodingException {
        PillowRuns runs = new PillowRuns(image, layout);
        runs.decode();
        if (runs.done < runs.indices.length) {
            throw image.truncated(
                    ImageFormat.BMP,
                    "its run-length data end after " + runs.done + " of " + runs.indices.length + " pixels");
        }
        return runs.indices;
    }

    private void decode() {
        boolean more = true;
        while (more && done < indices.length && at + 2 <= bytes.length) {
            int count = bytes[at] & 0xff;
            int value = bytes[at + 1] & 0xff;
            at += 2;
            if (count > 0) {
                run(Math.max(0, Math.min(count, width - x)), value);
            } else {
                more = escape(value);
            }
        }
    }

    private void run(int count, int value) {
        int end = Math.min(done + count, indices.length);
        for (int i = 0; done < end; i++) {
            indices[done++] = (byte) (!fourBits ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
        x += count;
    }

    /** Returns whether anything may follow. */
    private boolean escape(int code) {
        switch (code) {
            case 0 -> {
                done += (width - done % width) % width;
                x = 0;
                return true;
            }
            case 1 -> {
                return false;
            }
            case 2 -> {
                return skip();
            }
            default -> {
                return absolute(code);
            }
        }
    }

    private boolean skip() {
        if (at + 2 > bytes.length) {
            return false;
        }
        int right = bytes[at] & 0xff;
        int up = bytes[at + 1] & 0xff;
        at += 2;
        done = (int) Math.min(indices.length, done + right + (long) up * width);
        x = done % width;
        return true;
    }

    private boolean absolute(int code) {
        int count = Math.min(indices.length - done, code);
        int stored = fourBits ? (count + 1) / 2 : count;
        int there = Math.min(stored, bytes.length - at);
        for (int i = 0; i < Math.min(count, fourBits ? 2 * there : there); i++) {
            int value = bytes[at + (fourBits ? i / 2 : i)] & 0xff;
            indices[done++] = (byte) (!fourBits ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
        at += there;
        if (there < stored || done == indices.length) {
            return false;
        }
        x += code;
        at += at & 1; // Pillow aligns to the file's words, not to those of the data
        return true;
    }
}
