package org.inceptionnext.vision.decode;

import org.inceptionnext.vision.Pixels;

/** Where a picture goes row by row while it is decoded, so that no one needs all of it in memory. */
@FunctionalInterface
public interface RowSink {
    /**
     * Begins a picture; what came of one that could not be finished is dropped.
     *
     * @param width in pixels
     * @param height in pixels: how many rows will follow
     * @return takes the rows, from top to bottom
     */
    Rows open(int width, int height);

    /** Takes one row after the other. */
    @FunctionalInterface
    interface Rows {
        /**
         * Takes the next row.
         *
         * @param rgb has its samples, R, G, B of each pixel; only until this returns, and not to be written to
         * @param from the index of the first of them
         */
        void row(byte[] rgb, int from);
    }

    /** Takes a picture that is in memory already. */
    default void take(Pixels picture) {
        Rows rows = open(picture.width(), picture.height());
        int rowBytes = 3 * picture.width();
        for (int y = 0; y < picture.height(); y++) {
            rows.row(picture.rgb(), y * rowBytes);
        }
    }
}
