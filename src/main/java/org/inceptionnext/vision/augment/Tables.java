package org.inceptionnext.vision.augment;

/** Changes of a sample that depend on nothing but its level, or on how often each level is in its channel. */
final class Tables {
    private static final int LEVELS = 256;

    private Tables() {}

    /** Looks every sample up. */
    static void apply(byte[] rgb, byte[] table) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = table[rgb[i] & 0xff];
        }
    }

    /** Looks every sample up in the table of its channel. */
    static void applyByChannel(byte[] rgb, byte[][] tables) {
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = tables[0][rgb[i] & 0xff];
            rgb[i + 1] = tables[1][rgb[i + 1] & 0xff];
            rgb[i + 2] = tables[2][rgb[i + 2] & 0xff];
        }
    }

    /** Returns how often each level is in each channel. */
    static int[][] histograms(byte[] rgb) {
        int[][] histograms = new int[3][LEVELS];
        for (int i = 0; i < rgb.length; i++) {
            histograms[i % 3][rgb[i] & 0xff]++;
        }
        return histograms;
    }

    /** Stretches the levels that there are to 0 to 255. */
    static byte[] stretched(int[] histogram) {
        int low = 0;
        int high = LEVELS - 1;
        while (low < LEVELS && histogram[low] == 0) {
            low++;
        }
        while (high > low && histogram[high] == 0) {
            high--;
        }
        byte[] table = identity();
        if (high > low) {
            double scale = 255.0 / (high - low);
            double offset = -low * scale;
            for (int i = 0; i < LEVELS; i++) {
                table[i] = (byte) Math.min(Math.max((int) (i * scale + offset), 0), 255);
            }
        }
        return table;
    }

    /** Spreads the levels so that each is about as frequent. */
    static byte[] equalized(int[] histogram) {
        int total = 0;
        int last = 0;
        int used = 0;
        for (int count : histogram) {
            total += count;
            last = count > 0 ? count : last;
            used += count > 0 ? 1 : 0;
        }
        int step = (total - last) / 255;
        byte[] table = identity();
        if (used > 1 && step > 0) {
            int sum = step / 2;
            for (int i = 0; i < LEVELS; i++) {
                table[i] = (byte) Math.min(sum / step, 255);
                sum += histogram[i];
            }
        }
        return table;
    }

    static byte[] identity() {
        byte[] table = new byte[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            table[i] = (byte) i;
        }
        return table;
    }
}
