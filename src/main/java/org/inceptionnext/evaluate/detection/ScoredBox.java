package org.inceptionnext.evaluate.detection;

/**
 * An object as a detector found it, in pixels of the picture.
 *
 * @param classIndex its class, from 0
 * @param x its left edge
 * @param y its upper edge
 * @param width of its box
 * @param height of its box
 * @param score 0 to 1
 */
public record ScoredBox(int classIndex, double x, double y, double width, double height, double score) {
    /** Returns a box by its edges. */
    public static ScoredBox ofCorners(int classIndex, double x1, double y1, double x2, double y2, double score) {
        return new ScoredBox(classIndex, x1, y1, x2 - x1, y2 - y1, score);
    }
}
