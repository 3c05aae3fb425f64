package org.inceptionnext.vision.decode.jpeg;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** A Huffman table (ITU-T T.81, Annex C): for each length, the last code, and where its symbols stand. */
final class HuffmanTable {
    private static final int MAX_LENGTH = 16;
    private static final int MAX_DC_SYMBOL = 15;

    private final int[] lastCode = new int[MAX_LENGTH + 1];
    private final int[] symbolOffset = new int[MAX_LENGTH + 1];
    private final byte[] symbols;

    /**
     * Builds the codes.
     *
     * @param counts how many codes there are of each length from 1 on
     * @throws ImageDecodingException if there are more of them than a length has room for
     */
    HuffmanTable(EncodedImage image, byte[] counts, byte[] symbols) throws ImageDecodingException {
        this.symbols = symbols;
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            int count = counts[length - 1] & 0xff;
            symbolOffset[length] = symbol - code;
            code += count;
            symbol += count;
            lastCode[length] = count == 0 ? -1 : code - 1;
            if (count > 0 && code >= 1 << length) {
                throw image.corrupt(
                        ImageFormat.JPEG, "a Huffman table with too many codes of " + length + " bits", null);
            }
            code <<= 1;
        }
    }

    /** Returns whether every symbol is a number of bits that a first coefficient may have. */
    boolean fitsDc() {
        for (byte symbol : symbols) {
            if ((symbol & 0xff) > MAX_DC_SYMBOL) {
                return false;
            }
        }
        return true;
    }

    /** Reads a symbol; 17 bits that are no code are a 0, as for libjpeg. */
    int decode(EntropyReader reader) {
        int code = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code = code << 1 | reader.bit();
            if (code <= lastCode[length]) {
                return symbols[code + symbolOffset[length]] & 0xff;
            }
        }
        reader.bit();
        return 0;
    }
}
