package org.inceptionnext.vision.decode.png;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** The chunks of a PNG file, one after the other. */
final class PngChunks {
    /** A chunk's length, type and checksum. */
    static final int FRAME_BYTES = 12;

    private static final int SIGNATURE_BYTES = 8;

    private final EncodedImage image;
    private final ByteBuffer file;
    private int at = SIGNATURE_BYTES;

    PngChunks(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.BIG_ENDIAN);
    }

    ByteBuffer file() {
        return file;
    }

    /** Returns where this chunk's frame begins. */
    int offset() {
        return at;
    }

    /** Returns where this chunk's payload begins. */
    int payload() {
        return at + 8;
    }

    /** Returns whether a length and a type are left. */
    boolean hasHead() {
        return at <= file.limit() - 8;
    }

    /** Returns whether the type is four letters. */
    boolean isNamed() {
        for (int i = 4; i < 8; i++) {
            int letter = file.get(at + i) | 0x20;
            if (letter < 'a' || letter > 'z') {
                return false;
            }
        }
        return true;
    }

    boolean is(String type) {
        return image.hasAscii(at + 4, type);
    }

    /** Returns whether decoders may not skip it: its first letter is a capital. */
    boolean isCritical() {
        return (file.get(at + 4) & 0x20) == 0;
    }

    /** Returns the payload's length, up to 2^32 - 1. */
    long declaredLength() {
        return Integer.toUnsignedLong(file.getInt(at));
    }

    /** Returns whether the payload and its checksum are there. */
    boolean isWhole() {
        return declaredLength() <= file.limit() - at - FRAME_BYTES;
    }

    /** Returns the payload's length; refuses a chunk that ends behind the file. */
    int length() throws ImageDecodingException {
        if (!hasHead()) {
            throw image.truncated(ImageFormat.PNG, "it ends before its picture does");
        }
        if (!isWhole()) {
            throw image.truncated(ImageFormat.PNG, "the chunk at offset " + at + " ends behind the file");
        }
        return (int) declaredLength();
    }

    /** Returns whether the checksum of a whole chunk is right. */
    boolean isIntact() {
        int length = (int) declaredLength();
        CRC32 crc = new CRC32();
        crc.update(image.bytes(), at + 4, length + 4);
        return (int) crc.getValue() == file.getInt(at + 8 + length);
    }

    void requireIntact() throws ImageDecodingException {
        if (!isIntact()) {
            throw image.corrupt(ImageFormat.PNG, "the checksum of the chunk at offset " + at + " is wrong", null);
        }
    }

    /** Returns where a byte of 0 stands in the payload, from an offset into the file on; the payload's end where there is none. */
    int nul(int from) {
        int end = payload() + (int) declaredLength();
        int nul = from;
        while (nul < end && file.get(nul) != 0) {
            nul++;
        }
        return Math.min(nul, end);
    }

    /** Returns the keyword at the payload's beginning, as Latin-1. */
    String keyword() {
        return new String(image.bytes(), payload(), nul(payload()) - payload(), StandardCharsets.ISO_8859_1);
    }

    void next() {
        at = (int) Math.min(at + FRAME_BYTES + declaredLength(), file.limit());
    }
}
