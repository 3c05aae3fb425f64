package org.inceptionnext.vision.decode.png;

/** Undoes the five filters of PNG (ISO/IEC 15948, clause 9), in place. */
final class PngFilters {
    private PngFilters() {}

    /**
     * Restores a row.
     *
     * @param filter the row's filter, 0 to 4
     * @param bytes holds both rows
     * @param at where the row begins
     * @param length of a row
     * @param above where the row above begins; it may lie in another array
     * @param step bytes of a whole pixel, at least 1
     */
    static void undo(int filter, byte[] bytes, int at, int length, byte[] above, int aboveAt, int step) {
        switch (filter) {
            case 1 -> left(bytes, at, length, step);
            case 2 -> up(bytes, at, length, above, aboveAt);
            case 3 -> average(bytes, at, length, above, aboveAt, step);
            case 4 -> paeth(bytes, at, length, above, aboveAt, step);
            default -> {
                // 0: stored as it is.
            }
        }
    }

    private static void left(byte[] bytes, int at, int length, int step) {
        for (int i = at + step; i < at + length; i++) {
            bytes[i] += bytes[i - step];
        }
    }

    private static void up(byte[] bytes, int at, int length, byte[] above, int aboveAt) {
        for (int i = 0; i < length; i++) {
            bytes[at + i] += above[aboveAt + i];
        }
    }

    private static void average(byte[] bytes, int at, int length, byte[] above, int aboveAt, int step) {
        for (int i = 0; i < length; i++) {
            int left = i < step ? 0 : bytes[at + i - step] & 0xff;
            bytes[at + i] += (byte) ((left + (above[aboveAt + i] & 0xff)) >> 1);
        }
    }

    private static void paeth(byte[] bytes, int at, int length, byte[] above, int aboveAt, int step) {
        for (int i = 0; i < Math.min(step, length); i++) {
            bytes[at + i] += above[aboveAt + i];
        }
        for (int i = step; i < length; i++) {
            int left = bytes[at + i - step] & 0xff;
            int up = above[aboveAt + i] & 0xff;
            int corner = above[aboveAt + i - step] & 0xff;
            int toLeft = Math.abs(up - corner);
            int toUp = Math.abs(left - corner);
            int toCorner = Math.abs(left + up - 2 * corner);
            int nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            bytes[at + i] += (byte) nearest;
        }
    }
}
