package org.inceptionnext.vision.decode.gif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** A GIF's bytes from a place on, read one after the other. */
final class GifBytes {
    private final EncodedImage image;
    private final ByteBuffer file;
    private int at;

    GifBytes(EncodedImage image, int at) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
        this.at = at;
    }

    boolean isAtEnd() {
        return at >= file.limit();
    }

    int u8() throws ImageDecodingException {
        require(1);
        return file.get(at++) & 0xff;
    }

    int u16() throws ImageDecodingException {
        require(2);
        at += 2;
        return file.getShort(at - 2) & 0xffff;
    }

    void back() {
        at--;
    }

    int position() {
        return at;
    }

    void skip(int count) throws ImageDecodingException {
        require(count);
        at += count;
    }

    /** Reads R, G, B of so many colours. */
    byte[] palette(int colours) throws ImageDecodingException {
        require(3 * colours);
        byte[] palette = new byte[3 * colours];
        file.get(at, palette);
        at += palette.length;
        return palette;
    }

    /** Skips blocks up to the one without length. */
    void skipBlocks() throws ImageDecodingException {
        for (int length = u8(); length > 0; length = u8()) {
            skip(length);
        }
    }

    private void require(int count) throws ImageDecodingException {
        if (count > file.limit() - at) {
            throw image.truncated(
                    ImageFormat.GIF, "it ends at byte " + file.limit() + ", within its first frame or before");
        }
    }
}
