package org.inceptionnext.vision.decode.gif;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * GIF's compressed data as OpenCV reads them: block by block to their end, and then the pixels have to be as many as the frame has.
 * Codes of 2 bits, of pictures in one bit, are refused.
 */
final class OpenCvLzw {
    private static final int MIN_INDEX_BITS = 2;
    private static final int MAX_INDEX_BITS = 11;

    private final EncodedImage image;
    private final GifBytes file;
    private final LzwTable table;
    private int block;
    private int word;
    private int bits;
    private int done;

    OpenCvLzw(EncodedImage image, GifBytes file) throws ImageDecodingException {
        this.image = image;
        this.file = file;
        int indexBits = file.u8();
        if (indexBits < MIN_INDEX_BITS || indexBits > MAX_INDEX_BITS) {
            throw image.corrupt(ImageFormat.GIF, "its indices have " + indexBits + " bits", null);
        }
        this.table = new LzwTable(indexBits);
    }

    byte[] decode(int pixels) throws ImageDecodingException {
        byte[] indices = new byte[pixels];
        block = file.u8();
        boolean more = true;
        while (more && block > 0) {
            if (bits < table.bits()) {
                word |= file.u8() << bits;
                block--;
                bits += 8;
            }
            more = codes(indices);
            if (more && block == 0) {
                block = file.u8();
            }
        }
        if (done != pixels) {
            throw image.truncated(ImageFormat.GIF, "its compressed data hold " + done + " of " + pixels + " pixels");
        }
        return indices;
    }

    /** Takes the codes that are whole; returns false where the picture is full and its data are at their end. */
    private boolean codes(byte[] indices) throws ImageDecodingException {
        while (bits >= table.bits()) {
            int code = word & (1 << table.bits()) - 1;
            word >>>= table.bits();
            bits -= table.bits();
            if (table.isClear(code)) {
                table.clear();
            } else if (table.isEnd(code)) {
                table.clear();
                return true;
            } else if (done == indices.length) {
                if (block != 0 || file.u8() != 0) {
                    throw image.corrupt(ImageFormat.GIF, "its compressed data hold more pixels than its frame", null);
                }
                return false;
            } else {
                take(code, indices);
            }
        }
        return true;
    }

    private void take(int code, byte[] indices) throws ImageDecodingException {
        int count = table.take(code);
        if (count == 0 || count > indices.length - done) {
            throw image.corrupt(
                    ImageFormat.GIF, "its compressed data have a code that stands for nothing, or for too much", null);
        }
        table.copy(indices, done, count);
        done += count;
    }
}
