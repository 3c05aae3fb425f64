package org.inceptionnext.train.detection;

/**
 * What the cells of one map are to find, as {@link org.inceptionnext.compile.DetectorTrainingScript} takes it.
 *
 * @param count how many pairs there are of an object and a cell with an anchor
 * @param places their places among (pictures, anchors, rows, columns), then their objects' classes
 * @param boxes for each pair the object's centre beside the cell's corner, width and height, the anchor's width and height, in
 *     cells, and 1 / {@code count}
 * @param cells the different places among them, then for each its last pair
 */
public record MapTargets(int count, long[] places, float[] boxes, long[] cells) {
    /** How many numbers a pair has in {@link #boxes}. */
    public static final int BOX_FIELDS = 7;

    /** Returns how many different places there are. */
    public int cellCount() {
        return cells.length / 2;
    }
}
