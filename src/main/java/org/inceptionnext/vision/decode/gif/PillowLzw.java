package org.inceptionnext.vision.decode.gif;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * GIF's compressed data as Pillow reads them: until every pixel is there. A block without length is passed over, and each block has to
 * be whole before it is begun.
 */
final class PillowLzw {
    private final EncodedImage image;
    private final byte[] bytes;
    private final LzwTable table;
    private int at;
    private int blockEnd;
    private int word;
    private int bits;

    PillowLzw(EncodedImage image, int at, int indexBits) {
        this.image = image;
        this.bytes = image.bytes();
        this.table = new LzwTable(indexBits);
        this.at = at;
        this.blockEnd = at;
    }

    byte[] decode(int pixels) throws ImageDecodingException {
        byte[] indices = new byte[pixels];
        int done = 0;
        while (done < pixels) {
            int code = code();
            if (table.isClear(code)) {
                table.clear();
            } else if (table.isEnd(code)) {
                throw image.truncated(ImageFormat.GIF, "its compressed data end early");
            } else {
                int count = table.take(code);
                if (count == 0) {
                    throw image.corrupt(
                            ImageFormat.GIF, "its compressed data have a code that stands for nothing", null);
                }
                count = Math.min(count, pixels - done);
                table.copy(indices, done, count);
                done += count;
            }
        }
        return indices;
    }

    private int code() throws ImageDecodingException {
        while (bits < table.bits()) {
            if (at < blockEnd) {
                word |= (bytes[at++] & 0xff) << bits;
                bits += 8;
            } else {
                beginBlock();
            }
        }
        int code = word & (1 << table.bits()) - 1;
        word >>>= table.bits();
        bits -= table.bits();
        return code;
    }

    private void beginBlock() throws ImageDecodingException {
        int length = at < bytes.length ? bytes[at] & 0xff : 0;
        if (at >= bytes.length || length > bytes.length - at - 1) {
            throw image.truncated(ImageFormat.GIF, "its compressed data end early");
        }
        at++;
        blockEnd = at + length;
    }
}
