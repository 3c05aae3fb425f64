package org.inceptionnext.vision.decode.bmp;

/**
 * One colour within a word.
 *
 * @param shift how far its lowest bit is from the word's
 * @param mask its bits, shifted down
 * @param levels the level of each value where there are at most 256 of them; empty for wider colours, which are scaled
 */
record BmpField(int shift, int mask, byte[] levels) {
    private static final int TABLE = 256;

    /** A colour of a few bits, scaled as Pillow does: {@code v * 255 / max}, truncated. */
    static BmpField scaled(int shift, int bits) {
        int max = (1 << bits) - 1;
        byte[] levels = new byte[max + 1];
        for (int v = 0; v <= max; v++) {
            levels[v] = (byte) (v * 255 / max);
        }
        return new BmpField(shift, max, levels);
    }

    /** A colour of a few bits, whose bits become the highest ones of a byte, as OpenCV does. */
    static BmpField shifted(int shift, int bits) {
        int max = (1 << bits) - 1;
        byte[] levels = new byte[max + 1];
        for (int v = 0; v <= max; v++) {
            levels[v] = (byte) (v << (8 - bits));
        }
        return new BmpField(shift, max, levels);
    }

    /** A colour of any mask but 0, times {@code 255f / mask}, truncated and cut to a byte, as OpenCV does. */
    static BmpField multiplied(int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        int low = mask >>> shift;
        boolean small = low > 0 && low < TABLE;
        byte[] levels = new byte[small ? low + 1 : 0];
        for (int v = 0; v < levels.length; v++) {
            levels[v] = multiplied(v, low);
        }
        return new BmpField(shift, low, levels);
    }

    private static byte multiplied(long value, int mask) {
        float scale = 255.0f / Integer.toUnsignedLong(mask);
        return (byte) (long) (value * scale);
    }

    byte level(int word) {
        int value = word >>> shift & mask;
        return levels.length > 0 ? levels[value] : multiplied(Integer.toUnsignedLong(value), mask);
    }
}
