package org.inceptionnext.vision.decode.jpeg;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.jspecify.annotations.Nullable;

/** The tables that segments between scans define and define again: quantisers, Huffman tables and the restart interval. */
final class JpegTables {
    private static final int MAX_TABLES = 4;
    private static final int AC = 0x10;

    private final EncodedImage image;
    private final byte[] bytes;
    private final Map<Integer, HuffmanTable> huffman = new HashMap<>();
    private final Map<Integer, int[]> quantisers = new HashMap<>();
    private int restartInterval;

    JpegTables(EncodedImage image, byte[] bytes) {
        this.image = image;
        this.bytes = bytes;
    }

    /** Reads a DHT segment's payload. */
    void huffman(int from, int end) throws ImageDecodingException {
        int at = from;
        while (at + 17 <= end) {
            int id = bytes[at] & 0xff;
            byte[] counts = Arrays.copyOfRange(bytes, at + 1, at + 17);
            int symbols = 0;
            for (byte count : counts) {
                symbols += count & 0xff;
            }
            at += 17;
            if ((id & ~AC) >= MAX_TABLES || symbols > Math.min(256, end - at)) {
                throw image.corrupt(ImageFormat.JPEG, "a Huffman table that is none", null);
            }
            huffman.put(id, new HuffmanTable(image, counts, Arrays.copyOfRange(bytes, at, at + symbols)));
            at += symbols;
        }
        requireEnd(at, end);
    }

    /** Reads a DQT segment's payload. */
    void quantisers(int from, int end) throws ImageDecodingException {
        int at = from;
        while (at < end) {
            int id = bytes[at] & 0xf;
            int size = bytes[at] >> 4 != 0 ? 2 : 1;
            at++;
            if (id >= MAX_TABLES || at + 64 * size > end) {
                throw image.corrupt(ImageFormat.JPEG, "a table of quantisers that is none", null);
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++) {
                int high = size == 2 ? (bytes[at++] & 0xff) << 8 : 0;
                table[Zigzag.natural(k)] = high | bytes[at++] & 0xff;
            }
            quantisers.put(id, table);
        }
    }

    /** Reads a DRI segment's payload. */
    void restartInterval(int from, int end) throws ImageDecodingException {
        requireEnd(from + 2, end);
        restartInterval = (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
    }

    int restartInterval() {
        return restartInterval;
    }

    HuffmanTable dc(int id) throws ImageDecodingException {
        HuffmanTable table = defined(huffman.get(id));
        if (!table.fitsDc()) {
            throw image.corrupt(ImageFormat.JPEG, "a Huffman table of first coefficients with more than 15 bits", null);
        }
        return table;
    }

    HuffmanTable ac(int id) throws ImageDecodingException {
        return defined(huffman.get(AC | id));
    }

    /** Returns the 64 quantisers, row by row. */
    int[] quantiser(int id) throws ImageDecodingException {
        return defined(quantisers.get(id));
    }

    private <T> T defined(@Nullable T table) throws ImageDecodingException {
        if (table == null) {
            throw image.corrupt(ImageFormat.JPEG, "a scan that needs a table which the file does not define", null);
        }
        return table;
    }

    private void requireEnd(int at, int end) throws ImageDecodingException {
        if (at != end) {
            throw image.corrupt(ImageFormat.JPEG, "a segment of tables with bytes too few or too many", null);
        }
    }
}
