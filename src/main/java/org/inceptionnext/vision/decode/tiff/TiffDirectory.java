package org.inceptionnext.vision.decode.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** The first directory of a TIFF or BigTIFF file: whole numbers by tag. */
final class TiffDirectory {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int LONG8 = 16;
    private static final int BIG = 43;
    private static final int MAX_ENTRIES = 4096;

    private final EncodedImage image;
    private final ByteBuffer file;
    private final boolean big;
    private final Map<Integer, long[]> values = new HashMap<>();

    private TiffDirectory(EncodedImage image) throws ImageDecodingException {
        this.image = image;
        this.file = image.view(image.bytes()[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (file.limit() < 16) {
            throw image.truncated(ImageFormat.TIFF, "it ends within its header");
        }
        this.big = file.getShort(2) == BIG;
    }

    /**
     * Reads the directory; entries of other types than whole numbers, and such as lie outside the file, are left out.
     *
     * @throws ImageDecodingException if it lies outside the file
     */
    static TiffDirectory of(EncodedImage image) throws ImageDecodingException {
        TiffDirectory directory = new TiffDirectory(image);
        directory.read();
        return directory;
    }

    private void read() throws ImageDecodingException {
        long at = big ? file.getLong(8) : Integer.toUnsignedLong(file.getInt(4));
        int head = big ? 8 : 2;
        int size = big ? 20 : 12;
        if (at < 8 || at > file.limit() - head) {
            throw image.truncated(ImageFormat.TIFF, "its directory begins at byte " + Long.toUnsignedString(at));
        }
        long count = big ? file.getLong((int) at) : file.getShort((int) at) & 0xffff;
        if (count < 1 || count > MAX_ENTRIES || at + head + count * size > file.limit()) {
            throw image.truncated(
                    ImageFormat.TIFF,
                    "its directory of " + Long.toUnsignedString(count) + " entries ends behind the file");
        }
        for (int i = 0; i < count; i++) {
            entry((int) at + head + i * size);
        }
    }

    private void entry(int at) {
        int tag = file.getShort(at) & 0xffff;
        int type = file.getShort(at + 2) & 0xffff;
        int unit = type == 1 ? 1 : type == SHORT ? 2 : type == LONG ? 4 : type == LONG8 ? 8 : 0;
        long count = big ? file.getLong(at + 4) : Integer.toUnsignedLong(file.getInt(at + 4));
        if (unit == 0 || count < 1 || count > file.limit()) {
            return;
        }
        int field = at + (big ? 12 : 8);
        long from = count * unit <= (big ? 8 : 4)
                ? field
                : big ? file.getLong(field) : Integer.toUnsignedLong(file.getInt(field));
        if (from < 0 || from > file.limit() - count * unit) {
            return;
        }
        long[] found = new long[(int) count];
        for (int i = 0; i < found.length; i++) {
            int place = (int) from + i * unit;
            found[i] = switch (unit) {
                case 1 -> file.get(place) & 0xff;
                case 2 -> file.getShort(place) & 0xffff;
                case 4 -> Integer.toUnsignedLong(file.getInt(place));
                default -> file.getLong(place);
            };
        }
        values.putIfAbsent(tag, found);
    }

    boolean has(int tag) {
        return values.containsKey(tag);
    }

    /** Returns a tag's numbers; none where it is missing. */
    long[] all(int tag) {
        return values.getOrDefault(tag, new long[0]);
    }

    /** Returns a tag's first number. */
    long first(int tag, long otherwise) {
        long[] found = all(tag);
        return found.length == 0 ? otherwise : found[0];
    }

    /** Returns a tag's first number, as an int; a number above any that is asked for where it is none. */
    int small(int tag, int otherwise) {
        return (int) Math.min(Math.max(first(tag, otherwise), -1), Integer.MAX_VALUE);
    }
}
