package org.inceptionnext.vision.decode.exif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The orientation that Pillow's {@code ImageOps.exif_transpose} finds in an EXIF block: a value of any numeric type, whole or not, but
 * of type BYTE, which Pillow keeps as bytes; the first of two entries. A block that Pillow raises an error for turns nothing here.
 */
public final class PillowExif {
    private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};
    private static final int TAG = 0x0112;
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int MAGIC = 42;

    /** Bytes of a value by type: none, BYTE, ASCII, SHORT, LONG, RATIONAL, ..., IFD, and LONG8 of BigTIFF as type 16. */
    private static final int[] UNIT_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

    private final ByteBuffer tiff;

    private PillowExif(ByteBuffer tiff) {
        this.tiff = tiff;
    }

    /**
     * Finds the tag.
     *
     * @param block the TIFF structure, behind {@code Exif\0\0} once, twice or not at all
     * @return the value; empty where there is none or it is no whole number
     */
    public static OptionalInt orientation(byte[] block) {
        int from = 0;
        for (int i = 0; i < 2 && startsWithPrefix(block, from); i++) {
            from += PREFIX.length;
        }
        ByteBuffer tiff = ByteBuffer.wrap(block, from, block.length - from).slice();
        if (tiff.limit() < HEADER_BYTES) {
            return OptionalInt.empty();
        }
        boolean little = tiff.get(0) == 'I' && tiff.get(1) == 'I';
        boolean big = tiff.get(0) == 'M' && tiff.get(1) == 'M';
        tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        boolean known = (little || big) && tiff.getShort(2) == MAGIC;
        return known ? new PillowExif(tiff).directory(Integer.toUnsignedLong(tiff.getInt(4))) : OptionalInt.empty();
    }

    private static boolean startsWithPrefix(byte[] block, int from) {
        return block.length - from >= PREFIX.length
                && Arrays.equals(block, from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    private OptionalInt directory(long offset) {
        if (offset > tiff.limit() - 2) {
            return OptionalInt.empty();
        }
        int at = (int) offset + 2;
        int count = tiff.getShort((int) offset) & 0xffff;
        long outOfLine = 0;
        for (int i = 0; i < count && at <= tiff.limit() - ENTRY_BYTES; i++, at += ENTRY_BYTES) {
            int type = tiff.getShort(at + 2) & 0xffff;
            int unit = type < UNIT_BYTES.length ? UNIT_BYTES[type] : 0;
            long size = Integer.toUnsignedLong(tiff.getInt(at + 4)) * unit;
            long place = at + 8L;
            if (size > 4) {
                outOfLine += size;
                if (outOfLine > tiff.limit()) {
                    continue;
                }
                place = Integer.toUnsignedLong(tiff.getInt(at + 8));
                if (place + size > tiff.limit()) {
                    return OptionalInt.empty();
                }
            }
            if (size > 0 && (tiff.getShort(at) & 0xffff) == TAG) {
                return value(type, (int) place);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt value(int type, int at) {
        return switch (type) {
            case 3 -> OptionalInt.of(tiff.getShort(at) & 0xffff);
            case 4, 9, 13 -> OptionalInt.of(tiff.getInt(at));
            case 5, 10 -> whole((double) tiff.getInt(at) / tiff.getInt(at + 4));
            case 6 -> OptionalInt.of(tiff.get(at));
            case 8 -> OptionalInt.of(tiff.getShort(at));
            case 11 -> whole(tiff.getFloat(at));
            case 12 -> whole(tiff.getDouble(at));
            case 16 -> whole((double) tiff.getLong(at));
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt whole(double value) {
        return value == (int) value ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
