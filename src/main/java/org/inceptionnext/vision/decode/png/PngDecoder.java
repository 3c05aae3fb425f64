package org.inceptionnext.vision.decode.png;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;

/**
 * PNG's stored samples: gamma, profiles and transparency are ignored, as both references do. 16 bits become their high byte, but gray
 * of 16 bits for Pillow, which clips it at 255.
 */
public final class PngDecoder {
    /** First column, first row, and the steps to the next ones, of the seven passes of Adam7. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private final PngHeader header;
    private final byte[] palette;
    private final boolean clipsGray16;
    private final byte[] rgb;

    private PngDecoder(EncodedImage image, PngFile file) {
        this.header = file.header();
        this.palette = file.palette();
        this.clipsGray16 = image.options().reference() == PixelReference.PILLOW;
        this.rgb = new byte[Math.multiplyExact(3, header.width() * header.height())];
        if (header.interlaced()) {
            fill(0);
        }
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        PngFile file = PngFile.of(image);
        PngDecoder decoder = new PngDecoder(image, file);
        try (PngRows rows = new PngRows(image, file)) {
            decoder.passes(rows);
            if (image.options().reference() == PixelReference.OPENCV) {
                rows.requireEnd();
            }
        }
        Pixels pixels = new Pixels(decoder.header.width(), decoder.header.height(), decoder.rgb);
        return image.options().exif() ? file.orientation().upright(pixels) : pixels;
    }

    private void passes(PngRows rows) throws ImageDecodingException {
        for (int[] pass : header.interlaced() ? ADAM7 : ONE_PASS) {
            int columns = (header.width() - pass[0] + pass[2] - 1) / pass[2];
            int count = (header.height() - pass[1] + pass[3] - 1) / pass[3];
            if (columns <= 0 || count <= 0) {
                continue;
            }
            rows.begin(header.rowBytes(columns), count);
            for (int row = 0; row < count; row++) {
                if (!rows.next()) {
                    fill(header.interlaced() ? header.height() : row);
                    return;
                }
                int y = pass[1] + row * pass[3];
                convert(rows, columns, (y * header.width() + pass[0]) * 3, pass[2] * 3);
            }
        }
    }

    /** Gives the pixels from a row on the first colour, which is what Pillow's new picture has where no data came. */
    private void fill(int fromRow) {
        for (int at = fromRow * header.width() * 3; at < rgb.length; at += 3) {
            System.arraycopy(palette, 0, rgb, at, 3);
        }
    }

    /** Writes a row's pixels to {@code rgb}, from an index on, each so many bytes behind the one before. */
    private void convert(PngRows rows, int columns, int to, int step) {
        byte[] row = rows.bytes();
        int from = rows.offset();
        switch (header.type()) {
            case PngHeader.RGB, PngHeader.RGB_ALPHA -> colours(row, from, columns, to, step);
            case PngHeader.PALETTE -> indices(row, from, columns, to, step);
            default -> grays(row, from, columns, to, step);
        }
    }

    private void colours(byte[] row, int from, int columns, int to, int step) {
        int sample = header.depth() / 8;
        int pixel = sample * header.samples();
        if (pixel == 3 && step == 3) {
            System.arraycopy(row, from, rgb, to, 3 * columns);
            return;
        }
        int at = to;
        for (int x = 0, in = from; x < columns; x++, in += pixel, at += step) {
            rgb[at] = row[in];
            rgb[at + 1] = row[in + sample];
            rgb[at + 2] = row[in + 2 * sample];
        }
    }

    private void indices(byte[] row, int from, int columns, int to, int step) {
        int at = to;
        for (int x = 0; x < columns; x++, at += step) {
            int entry = 3 * sample(row, from, x);
            rgb[at] = palette[entry];
            rgb[at + 1] = palette[entry + 1];
            rgb[at + 2] = palette[entry + 2];
        }
    }

    private void grays(byte[] row, int from, int columns, int to, int step) {
        int depth = header.depth();
        int pixel = Math.max(depth / 8, 1) * header.samples();
        boolean clips = depth == 16 && header.type() == PngHeader.GRAY && clipsGray16;
        int scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
        int at = to;
        for (int x = 0; x < columns; x++, at += step) {
            byte gray;
            if (depth < 8) {
                gray = (byte) (sample(row, from, x) * scale);
            } else {
                gray = row[from + x * pixel];
                gray = clips ? (byte) (gray != 0 ? 255 : row[from + x * pixel + 1]) : gray;
            }
            rgb[at] = gray;
            rgb[at + 1] = gray;
            rgb[at + 2] = gray;
        }
    }

    /** Returns a sample of up to 8 bits, the first in the highest bits of its byte. */
    private int sample(byte[] row, int from, int x) {
        int depth = header.depth();
        if (depth == 8) {
            return row[from + x] & 0xff;
        }
        int bit = x * depth;
        return row[from + (bit >> 3)] >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
    }
}
