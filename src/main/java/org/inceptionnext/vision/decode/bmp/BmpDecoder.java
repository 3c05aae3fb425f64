package org.inceptionnext.vision.decode.bmp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.JdkReader;
import org.inceptionnext.vision.decode.StoredSamples;

/** BMP through the JDK's decoder, which is kept from following the colour profiles that a header may name. */
public final class BmpDecoder {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int CORE_HEADER_BYTES = 12;
    private static final int INFO_HEADER_BYTES = 40;
    private static final int V4_HEADER_BYTES = 108;
    private static final int V5_HEADER_BYTES = 124;
    private static final int COLOUR_SPACE_OFFSET = FILE_HEADER_BYTES + 56;
    private static final int SRGB = 0x73524742;
    private static final int BITFIELDS = 3;

    private final EncodedImage image;
    private final ByteBuffer file;

    private BmpDecoder(EncodedImage image) {
        this.image = image;
        this.file = image.view(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decodes a picture whose first bytes are those of the format.
     *
     * @throws ImageDecodingException if it is damaged, truncated, too large or of an unsupported kind
     */
    public static Pixels decode(EncodedImage image) throws ImageDecodingException {
        return new BmpDecoder(image).decode();
    }

    private Pixels decode() throws ImageDecodingException {
        requireBytes(FILE_HEADER_BYTES + CORE_HEADER_BYTES);
        int headerBytes = file.getInt(FILE_HEADER_BYTES);
        if (headerBytes == CORE_HEADER_BYTES) {
            requirePicture(u16(18), u16(20), u16(24), 0);
        } else if (headerBytes >= INFO_HEADER_BYTES && headerBytes <= V5_HEADER_BYTES) {
            requireBytes(FILE_HEADER_BYTES + INFO_HEADER_BYTES);
            requirePicture(file.getInt(18), Math.abs((long) file.getInt(22)), u16(28), file.getInt(30));
            requireColourCount(u16(28));
        } else {
            throw image.corrupt(ImageFormat.BMP, "its header declares " + headerBytes + " bytes", null);
        }
        return StoredSamples.rgb(JdkReader.read(image, ImageFormat.BMP, withoutProfile(headerBytes)), image.source());
    }

    private void requirePicture(long width, long height, int bits, int compression) throws ImageDecodingException {
        image.requireAllowedSize(ImageFormat.BMP, width, height);
        if (compression < 0 || compression > BITFIELDS) {
            throw image.unsupported(ImageFormat.BMP, "compression " + compression);
        }
        long from = Integer.toUnsignedLong(file.getInt(10));
        boolean runLength = compression == 1 || compression == 2;
        long rowBytes = (width * bits + 31) / 32 * 4;
        long needed = runLength ? 2 : rowBytes * height;
        if (from + needed > file.limit()) {
            throw image.truncated(ImageFormat.BMP, "its samples end at byte " + (from + needed));
        }
    }

    private void requireColourCount(int bits) throws ImageDecodingException {
        int colours = file.getInt(46);
        if (bits <= 8 && (colours < 0 || colours > 256)) {
            throw image.corrupt(
                    ImageFormat.BMP, "its header declares " + Integer.toUnsignedString(colours) + " colours", null);
        }
    }

    private byte[] withoutProfile(int headerBytes) {
        if (headerBytes < V4_HEADER_BYTES || file.limit() < COLOUR_SPACE_OFFSET + 4) {
            return image.bytes();
        }
        byte[] bytes = image.bytes().clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOUR_SPACE_OFFSET, SRGB);
        return bytes;
    }

    private void requireBytes(int count) throws ImageDecodingException {
        if (file.limit() < count) {
            throw image.truncated(ImageFormat.BMP, "it ends within its header");
        }
    }

    private int u16(int offset) {
        return file.getShort(offset) & 0xffff;
    }
}
