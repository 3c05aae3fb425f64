package org.inceptionnext.vision.augment;

/**
 * A part of a picture, in pixels.
 *
 * @param left its first column
 * @param top its first row
 * @param width at least 0
 * @param height at least 0
 */
public record Rectangle(int left, int top, int width, int height) {

    /** Returns how many pixels it has. */
    public long area() {
        return (long) width * height;
    }
}
