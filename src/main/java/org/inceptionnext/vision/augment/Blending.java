package org.inceptionnext.vision.augment;

/** Pillow's arithmetic of blended pictures (Blend.c) and of gray (Convert.c). */
final class Blending {
    private Blending() {}

    static byte blended(int dull, int sample, float factor) {
        float value = dull + factor * (sample - dull);
        return (byte) Math.min(Math.max((int) value, 0), 255);
    }

    /** Blends every sample with one level. */
    static void withLevel(byte[] rgb, int level, float factor) {
        byte[] table = new byte[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = blended(level, i, factor);
        }
        Tables.apply(rgb, table);
    }

    /** The gray of ITU-R 601 in 16-bit fixed point. */
    static int gray(byte[] rgb, int at) {
        return (19595 * (rgb[at] & 0xff) + 38470 * (rgb[at + 1] & 0xff) + 7471 * (rgb[at + 2] & 0xff) + 0x8000) >> 16;
    }

    static int meanGray(byte[] rgb) {
        long sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += gray(rgb, i);
        }
        return (int) (sum / (rgb.length / 3.0) + 0.5);
    }
}
