package org.inceptionnext.vision.decode.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ExifOrientation;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * A PNG file cut down to the chunks that decide its samples (IHDR, PLTE, IDAT), so that the decoder neither applies gamma,
 * profiles and transparency nor inflates the comments of a stranger.
 */
final class PngStream {
    private static final int SIGNATURE_BYTES = 8;
    private static final int IHDR_BYTES = 13;
    private static final int WIDTH = 16;
    private static final int HEIGHT = 20;
    private static final int BIT_DEPTH = 24;
    private static final int COLOUR_TYPE = 25;
    private static final int INDEXED = 3;
    /** A chunk's length, type and checksum. */
    private static final int FRAME_BYTES = 12;
    /** Deflate (RFC 1951) codes at most 258 bytes in two bits. */
    private static final int MAX_INFLATION = 1032;

    private static final byte[] IEND = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    private final EncodedImage image;
    private final ByteBuffer file;
    private final ByteArrayOutputStream kept;
    private int at = SIGNATURE_BYTES;
    private boolean hasPalette;
    private long deflatedBytes;
    private ExifOrientation orientation = ExifOrientation.UPRIGHT;

    private PngStream(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.BIG_ENDIAN);
        this.kept = new ByteArrayOutputStream(image.bytes().length);
    }

    /**
     * Walks the file.
     *
     * @throws ImageDecodingException if it is truncated, its header is none, or a checksum ahead of the picture fails
     */
    static PngStream of(EncodedImage image) throws ImageDecodingException {
        PngStream stream = new PngStream(image);
        stream.walk();
        return stream;
    }

    /** Returns what the decoder is given. */
    byte[] bytes() {
        return kept.toByteArray();
    }

    /** Returns the turn that the eXIf chunk asks for. */
    ExifOrientation orientation() {
        return orientation;
    }

    private void walk() throws ImageDecodingException {
        kept.write(image.bytes(), 0, SIGNATURE_BYTES);
        checkHeader();
        while (!startsPicture()) {
            headerChunk();
        }
        while (startsPicture()) {
            int length = chunkLength();
            kept.write(image.bytes(), at, FRAME_BYTES + length);
            deflatedBytes += length;
            at += FRAME_BYTES + length;
        }
        kept.writeBytes(IEND);
        requireEnoughData();
    }

    private boolean startsPicture() {
        return image.hasAscii(at + 4, "IDAT");
    }

    private void checkHeader() throws ImageDecodingException {
        if (file.limit() < SIGNATURE_BYTES + FRAME_BYTES + IHDR_BYTES) {
            throw image.truncated(ImageFormat.PNG, "its header is incomplete");
        }
        if (!image.hasAscii(at + 4, "IHDR") || file.getInt(at) != IHDR_BYTES) {
            throw image.corrupt(ImageFormat.PNG, "it does not begin with a header of 13 bytes", null);
        }
        image.requireAllowedSize(
                ImageFormat.PNG,
                Integer.toUnsignedLong(file.getInt(WIDTH)),
                Integer.toUnsignedLong(file.getInt(HEIGHT)));
        int depth = file.get(BIT_DEPTH);
        int type = file.get(COLOUR_TYPE);
        boolean known = switch (type) {
            case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case INDEXED -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!known) {
            throw image.corrupt(
                    ImageFormat.PNG, "its header declares colour type " + type + " of " + depth + " bits", null);
        }
    }

    private void headerChunk() throws ImageDecodingException {
        int length = chunkLength();
        requireChecksum(length);
        boolean usedPalette = image.hasAscii(at + 4, "PLTE") && file.get(COLOUR_TYPE) == INDEXED;
        if (usedPalette || image.hasAscii(at + 4, "IHDR")) {
            kept.write(image.bytes(), at, FRAME_BYTES + length);
        } else if (image.hasAscii(at + 4, "eXIf")) {
            orientation = ExifOrientation.ofTiff(image.bytes(), at + 8, at + 8 + length);
        }
        hasPalette |= usedPalette;
        at += FRAME_BYTES + length;
    }

    private int chunkLength() throws ImageDecodingException {
        if (at > file.limit() - FRAME_BYTES) {
            throw image.truncated(ImageFormat.PNG, "it ends before its picture does");
        }
        int length = file.getInt(at);
        if (length < 0 || length > file.limit() - at - FRAME_BYTES) {
            throw image.truncated(ImageFormat.PNG, "the chunk at offset " + at + " ends behind the file");
        }
        return length;
    }

    /** Like Pillow: whatever stands ahead of the picture has to be intact, comments too. The picture has a checksum inside. */
    private void requireChecksum(int length) throws ImageDecodingException {
        CRC32 crc = new CRC32();
        crc.update(image.bytes(), at + 4, length + 4);
        if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
            throw image.corrupt(ImageFormat.PNG, "the checksum of the chunk at offset " + at + " is wrong", null);
        }
    }

    /** Keeps a header of a few bytes from having hundreds of megabytes allocated for it. */
    private void requireEnoughData() throws ImageDecodingException {
        if (file.get(COLOUR_TYPE) == INDEXED && !hasPalette) {
            throw image.corrupt(ImageFormat.PNG, "its palette is missing", null);
        }
        int samples = switch (file.get(COLOUR_TYPE)) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long bytes = (long) file.getInt(WIDTH) * file.getInt(HEIGHT) * file.get(BIT_DEPTH) * samples / 8;
        if (bytes > deflatedBytes * MAX_INFLATION) {
            throw image.truncated(ImageFormat.PNG, "its " + deflatedBytes + " compressed bytes cannot hold " + bytes);
        }
    }
}
