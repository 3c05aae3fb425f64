package org.inceptionnext.vision.decode.jpeg;

/** The order of coefficients in a scan (ITU-T T.81, figure A.6). */
final class Zigzag {
    private static final int[] NATURAL = natural();

    private Zigzag() {}

    /** Returns the place in a block, row by row; damaged runs that lead out of it end at its last one, as in libjpeg. */
    static int natural(int k) {
        return NATURAL[Math.min(k, 63)];
    }

    private static int[] natural() {
        int[] order = new int[64];
        int k = 0;
        for (int diagonal = 0; diagonal < 15; diagonal++) {
            for (int step = Math.max(0, diagonal - 7); step <= Math.min(diagonal, 7); step++) {
                boolean up = diagonal % 2 == 0;
                int row = up ? diagonal - step : step;
                order[k++] = 8 * row + diagonal - row;
            }
        }
        return order;
    }
}
