package org.inceptionnext.vision.decode.gif;

/**
 * Where a frame lies on its canvas, and how its rows follow.
 *
 * @param left first column
 * @param top first row
 * @param width in pixels
 * @param height in pixels
 * @param interlaced whether every eighth row comes first
 */
record GifFrame(int left, int top, int width, int height, boolean interlaced) {
    private static final int[] STARTS = {0, 4, 2, 1};
    private static final int[] STEPS = {8, 8, 4, 2};

    int pixels() {
        return width * height;
    }

    /** Returns the row of the picture that each row of the data is. */
    int[] rows() {
        int[] rows = new int[height];
        int at = 0;
        for (int pass = 0; pass < (interlaced ? STARTS.length : 1); pass++) {
            for (int row = interlaced ? STARTS[pass] : 0; row < height; row += interlaced ? STEPS[pass] : 1) {
                rows[at++] = row;
            }
        }
        return rows;
    }
}
