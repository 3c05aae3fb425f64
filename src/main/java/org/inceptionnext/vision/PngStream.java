package org.inceptionnext.vision;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A PNG file cut down to the chunks that decide its samples (IHDR, PLTE, IDAT), so that the decoder neither applies gamma,
 * profiles and transparency nor inflates the comments of a stranger.
 */
final class PngStream {
    private final boolean indexed;
    private final byte[] palette;
    private final byte[] bytes;
    private final ExifOrientation orientation;

    private PngStream(boolean indexed, byte[] palette, byte[] bytes, ExifOrientation orientation) {
        this.indexed = indexed;
        this.palette = palette;
        this.bytes = bytes;
        this.orientation = orientation;
    }

    /** Returns whether the samples are indices into {@code palette}. */
    boolean indexed() {
        return indexed;
    }

    /** Returns the PLTE chunk's payload, empty without one. */
    byte[] palette() {
        return palette;
    }

    /** Returns what the decoder is given. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the turn that the eXIf chunk asks for. */
    ExifOrientation orientation() {
        return orientation;
    }

    /**
     * Walks the file.
     *
     * @throws ImageDecodingException if it is truncated, its header is none, or a checksum ahead of the picture fails
     */
    static PngStream of(EncodedImage image) throws ImageDecodingException {
        return new Walk(image).run();
    }

    /** One pass over a file. */
    private static final class Walk {
        private static final int SIGNATURE_BYTES = 8;
        /** Length, type and checksum. */
        private static final int FRAME_BYTES = 12;

        private static final int IHDR_BYTES = 13;
        private static final int INDEXED = 3;
        /** Deflate (RFC 1951) gives at most 258 bytes for a two-bit code. */
        private static final int MAX_INFLATION = 1032;

        private final EncodedImage image;
        private final ByteBuffer file;
        private final ByteArrayOutputStream kept;
        private int at = SIGNATURE_BYTES;
        private long deflatedBytes;
        private byte[] palette = {};
        private ExifOrientation orientation = ExifOrientation.UPRIGHT;

        Walk(EncodedImage image) {
            this.image = image;
            this.file = image.view(ByteOrder.BIG_ENDIAN);
            this.kept = new ByteArrayOutputStream(image.bytes().length);
        }

        PngStream run() throws ImageDecodingException {
            kept.write(image.bytes(), 0, SIGNATURE_BYTES);
            if (!image.hasAscii(at + 4, "IHDR")) {
                throw image.bytes().length < at + 8
                        ? image.truncated(ImageFormat.PNG, "its header is missing")
                        : image.corrupt(ImageFormat.PNG, "it does not begin with IHDR", null);
            }
            header();
            boolean pictureBegan = false;
            while (at + FRAME_BYTES <= file.limit() && !image.hasAscii(at + 4, "IEND")) {
                boolean picture = image.hasAscii(at + 4, "IDAT");
                if (pictureBegan && !picture) {
                    break;
                }
                pictureBegan |= picture;
                chunk(picture);
            }
            requirePicture();
            kept.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82});
            return new PngStream(indexed(), palette, kept.toByteArray(), orientation);
        }

        private void header() throws ImageDecodingException {
            if (file.limit() < at + FRAME_BYTES + IHDR_BYTES) {
                throw image.truncated(ImageFormat.PNG, "its header is incomplete");
            }
            if (file.getInt(at) != IHDR_BYTES) {
                throw image.corrupt(
                        ImageFormat.PNG, "its header has " + file.getInt(at) + " bytes instead of 13", null);
            }
            image.requireAllowedSize(
                    ImageFormat.PNG, Integer.toUnsignedLong(file.getInt(16)), Integer.toUnsignedLong(file.getInt(20)));
            int depth = file.get(24);
            int type = file.get(25);
            boolean known = switch (type) {
                case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                case INDEXED -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                case 2, 4, 6 -> depth == 8 || depth == 16;
                default -> false;
            };
            if (!known) {
                throw image.corrupt(
                        ImageFormat.PNG, "its header declares colour type " + type + " with " + depth + " bits", null);
            }
        }

        private void chunk(boolean picture) throws ImageDecodingException {
            int length = file.getInt(at);
            int payload = at + 8;
            if (length < 0 || length > file.limit() - at - FRAME_BYTES) {
                throw image.truncated(ImageFormat.PNG, "the chunk at offset " + at + " ends behind the file");
            }
            if (picture) {
                deflatedBytes += length;
                kept.write(image.bytes(), at, FRAME_BYTES + length);
            } else {
                requireChecksum(length);
                keepHeaderChunk(payload, length);
            }
            at += FRAME_BYTES + length;
        }

        private void keepHeaderChunk(int payload, int length) {
            boolean isPalette = image.hasAscii(at + 4, "PLTE");
            if (isPalette && indexed()) {
                palette = java.util.Arrays.copyOfRange(image.bytes(), payload, payload + length);
            }
            if ((isPalette && indexed()) || image.hasAscii(at + 4, "IHDR")) {
                kept.write(image.bytes(), at, FRAME_BYTES + length);
            } else if (image.hasAscii(at + 4, "eXIf")) {
                orientation = ExifOrientation.ofTiff(image.bytes(), payload, payload + length);
            }
        }

        /** Like Pillow: whatever stands ahead of the picture has to be intact, comments too. The picture has a checksum inside. */
        private void requireChecksum(int length) throws ImageDecodingException {
            CRC32 crc = new CRC32();
            crc.update(image.bytes(), at + 4, length + 4);
            if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
                throw image.corrupt(ImageFormat.PNG, "the checksum of the chunk at offset " + at + " is wrong", null);
            }
        }

        private void requirePicture() throws ImageDecodingException {
            if (deflatedBytes == 0) {
                throw image.truncated(ImageFormat.PNG, "it ends before its picture begins");
            }
            if (indexed() && palette.length == 0) {
                throw image.corrupt(ImageFormat.PNG, "its palette is missing", null);
            }
            long bits = (long) file.getInt(16) * file.getInt(20) * file.get(24) * samplesPerPixel();
            if (bits / 8 > deflatedBytes * MAX_INFLATION) {
                throw image.truncated(
                        ImageFormat.PNG, "its " + deflatedBytes + " compressed bytes cannot hold " + bits / 8);
            }
        }

        private int samplesPerPixel() {
            return switch (file.get(25)) {
                case 2 -> 3;
                case 4 -> 2;
                case 6 -> 4;
                default -> 1;
            };
        }

        private boolean indexed() {
            return file.get(25) == INDEXED;
        }
    }
}
