package org.inceptionnext.vision;

/**
 * A rectangle in pixels, edges between the pixels: a picture of 640 x 480 pixels spans {@code (0, 0, 640, 480)}. A box may have no
 * area and, before it is mapped to a picture, may lie outside of it.
 *
 * @param x1 the left edge
 * @param y1 the upper edge
 * @param x2 the right edge, not below {@code x1} where a network predicted the box
 * @param y2 the lower edge, not below {@code y1} where a network predicted the box
 */
public record Box(float x1, float y1, float x2, float y2) {

    /** Returns {@code x2 - x1} in pixels. */
    public float width() {
        return x2 - x1;
    }

    /** Returns {@code y2 - y1} in pixels. */
    public float height() {
        return y2 - y1;
    }
}
