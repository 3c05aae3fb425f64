package org.inceptionnext.vision.decode.exif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The orientation that OpenCV 5 finds in a TIFF structure: the first 16 bits of the entry's value, whatever its type says. So a
 * little-endian LONG turns the picture and a big-endian one does not.
 */
public final class OpenCvExif {
    /** Texts: description, maker, model, software, date, copyright. */
    private static final Set<Integer> TEXTS = Set.of(0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x8298);

    /** Fractions, and how many: resolutions, white point, primaries, coefficients, reference black and white. */
    private static final Map<Integer, Integer> FRACTIONS =
            Map.of(0x011a, 1, 0x011b, 1, 0x013e, 2, 0x013f, 6, 0x0211, 3, 0x0214, 6);

    private static final int TAG = 0x0112;
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int MAGIC = 42;

    private OpenCvExif() {}

    /**
     * Finds the tag.
     *
     * @param block holds the TIFF structure
     * @param from where it begins
     * @param to where it ends
     * @return the value; empty where there is none
     */
    public static OptionalInt orientation(byte[] block, int from, int to) {
        ByteBuffer tiff = ByteBuffer.wrap(block, from, Math.max(to - from, 0)).slice();
        if (tiff.limit() < HEADER_BYTES || tiff.get(0) != tiff.get(1)) {
            return OptionalInt.empty();
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (tiff.getShort(2) != MAGIC || directory > tiff.limit() - 2) {
            return OptionalInt.empty();
        }
        int at = (int) directory + 2;
        int count = tiff.getShort((int) directory) & 0xffff;
        for (int i = 0; i < count && at <= tiff.limit() - ENTRY_BYTES; i++, at += ENTRY_BYTES) {
            int tag = tiff.getShort(at) & 0xffff;
            if (tag == TAG) {
                return OptionalInt.of(tiff.getShort(at + 8) & 0xffff);
            }
            if (!isReadable(tiff, at, tag)) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /** OpenCV stops at the first entry, of those that it reads, whose value lies outside the block. */
    private static boolean isReadable(ByteBuffer tiff, int at, int tag) {
        long place = Integer.toUnsignedLong(tiff.getInt(at + 8));
        if (TEXTS.contains(tag)) {
            long size = Integer.toUnsignedLong(tiff.getInt(at + 4));
            return (size > 4 ? place : 8) + size <= tiff.limit();
        }
        int fractions = FRACTIONS.getOrDefault(tag, 0);
        return fractions == 0 || place + 8L * fractions <= tiff.limit();
    }
}
