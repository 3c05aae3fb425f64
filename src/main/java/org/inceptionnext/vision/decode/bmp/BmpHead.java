package org.inceptionnext.vision.decode.bmp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** The bytes of a bitmap's second header, with its fields by name; both references read it, each in its way. */
final class BmpHead {
    static final int CORE_BYTES = 12;
    static final int INFO_BYTES = 40;
    static final int UNCOMPRESSED = 0;
    static final int RLE8 = 1;
    static final int RLE4 = 2;
    static final int BITFIELDS = 3;
    static final int COLOURS = 256;

    private final EncodedImage image;
    private final ByteBuffer file;
    private final int at;

    /** Wraps the header that begins at an offset. */
    BmpHead(EncodedImage image, int at) throws ImageDecodingException {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
        this.at = at;
        require(at, 4);
    }

    void require(long from, long count) throws ImageDecodingException {
        if (from + count > file.limit()) {
            throw image.truncated(ImageFormat.BMP, "it ends within its header");
        }
    }

    /** Returns the length that the header gives itself. */
    long bytes() {
        return Integer.toUnsignedLong(file.getInt(at));
    }

    /** Returns where the header ends. */
    long end() {
        return at + bytes();
    }

    boolean isCore() {
        return bytes() == CORE_BYTES;
    }

    long width() {
        return isCore() ? u16(4) : i32(4);
    }

    long height() {
        return isCore() ? u16(6) : i32(8);
    }

    int bits() {
        return isCore() ? u16(10) : u16(14);
    }

    int compression() {
        return isCore() ? UNCOMPRESSED : i32(16);
    }

    /** Returns how many colours the header says that the palette has; 0 where it does not. */
    long colours() {
        return isCore() ? 0 : Integer.toUnsignedLong(i32(32));
    }

    /** Returns the bytes of a palette's entry. */
    int entryBytes() {
        return isCore() ? 3 : 4;
    }

    int u16(int offset) {
        return file.getShort(at + offset) & 0xffff;
    }

    int i32(int offset) {
        return file.getInt(at + offset);
    }

    int fileBytes() {
        return file.limit();
    }

    /** Reads a number anywhere in the file. */
    int i32At(long offset) throws ImageDecodingException {
        require(offset, 4);
        return file.getInt((int) offset);
    }

    /** Reads B, G, R entries into R, G, B; as many as are there. */
    byte[] palette(long from, long count) {
        byte[] palette = new byte[3 * COLOURS];
        int entry = entryBytes();
        for (int i = 0; i < Math.min(count, COLOURS) && from + (long) i * entry + 3 <= file.limit(); i++) {
            int place = (int) from + i * entry;
            palette[3 * i] = file.get(place + 2);
            palette[3 * i + 1] = file.get(place + 1);
            palette[3 * i + 2] = file.get(place);
        }
        return palette;
    }

    /** Refuses a size before anything is allocated for it, and hands it back. */
    int allowed(long width, long height) throws ImageDecodingException {
        image.requireAllowedSize(ImageFormat.BMP, width, height);
        return (int) width;
    }

    ImageDecodingException unsupported(String what) {
        return image.unsupported(ImageFormat.BMP, what);
    }

    ImageDecodingException corrupt(String what) {
        return image.corrupt(ImageFormat.BMP, what, null);
    }
}
