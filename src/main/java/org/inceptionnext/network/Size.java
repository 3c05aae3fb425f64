package org.inceptionnext.network;

/**
 * A height and a width, in elements of a feature map.
 *
 * @param height rows
 * @param width columns
 */
public record Size(int height, int width) {

    /** Returns the size with both sides multiplied. */
    Size times(int factor) {
        return new Size(Math.multiplyExact(height, factor), Math.multiplyExact(width, factor));
    }

    /** Returns the number of elements. */
    public long area() {
        return (long) height * width;
    }

    /** Returns {@code heightxwidth}, as in {@code 224x224}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
