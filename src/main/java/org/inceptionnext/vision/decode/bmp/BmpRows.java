package org.inceptionnext.vision.decode.bmp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** A bitmap's rows to R, G, B. */
final class BmpRows {
    private final BmpLayout layout;
    private final byte[] bytes;
    private final ByteBuffer file;
    private final byte[] rgb;

    private BmpRows(EncodedImage image, BmpLayout layout) {
        this.layout = layout;
        this.bytes = image.bytes();
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
        this.rgb = new byte[Math.multiplyExact(3, layout.width() * layout.height())];
    }

    /**
     * Reads samples that are stored row by row.
     *
     * @throws ImageDecodingException if the file ends before they do
     */
    static Pixels stored(EncodedImage image, BmpLayout layout) throws ImageDecodingException {
        long end = layout.offset() + (layout.height() - 1L) * layout.stride() + layout.lastRowBytes();
        if (end > image.bytes().length) {
            throw image.truncated(ImageFormat.BMP, "its samples end at byte " + end);
        }
        BmpRows rows = new BmpRows(image, layout);
        for (int y = 0; y < layout.height(); y++) {
            int from = (int) (layout.offset() + (long) y * layout.stride());
            rows.row(from, rows.rowStart(y));
        }
        return new Pixels(layout.width(), layout.height(), rows.rgb);
    }

    /** Looks up indices in the order of the file's rows. */
    static Pixels decoded(EncodedImage image, BmpLayout layout, byte[] indices) {
        BmpRows rows = new BmpRows(image, layout);
        for (int y = 0; y < layout.height(); y++) {
            int to = rows.rowStart(y);
            for (int x = 0; x < layout.width(); x++) {
                rows.colour(indices[y * layout.width() + x] & 0xff, to + 3 * x);
            }
        }
        return new Pixels(layout.width(), layout.height(), rows.rgb);
    }

    private void row(int from, int to) {
        if (layout.samples() instanceof BmpSamples.Bytes colours) {
            colours(from, to, colours);
        } else if (layout.samples() instanceof BmpSamples.Fields fields) {
            fields(from, to, fields);
        } else {
            indices(from, to, layout.samples().bits());
        }
    }

    private int rowStart(int y) {
        return (layout.topDown() ? y : layout.height() - 1 - y) * layout.width() * 3;
    }

    private void colour(int index, int to) {
        System.arraycopy(layout.palette(), 3 * index, rgb, to, 3);
    }

    private void indices(int from, int to, int bits) {
        int mask = (1 << bits) - 1;
        for (int x = 0; x < layout.width(); x++) {
            int bit = x * bits;
            colour(bytes[from + (bit >> 3)] >> (8 - bits - (bit & 7)) & mask, to + 3 * x);
        }
    }

    private void colours(int from, int to, BmpSamples.Bytes colours) {
        int step = colours.bits() / 8;
        for (int x = 0, in = from, out = to; x < layout.width(); x++, in += step, out += 3) {
            rgb[out] = bytes[in + colours.red()];
            rgb[out + 1] = bytes[in + colours.green()];
            rgb[out + 2] = bytes[in + colours.blue()];
        }
    }

    private void fields(int from, int to, BmpSamples.Fields fields) {
        int step = fields.bits() / 8;
        for (int x = 0, in = from, out = to; x < layout.width(); x++, in += step, out += 3) {
            int word = step == 2 ? file.getShort(in) & 0xffff : file.getInt(in);
            rgb[out] = fields.red().level(word);
            rgb[out + 1] = fields.green().level(word);
            rgb[out + 2] = fields.blue().level(word);
        }
    }
}
