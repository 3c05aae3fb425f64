package org.inceptionnext.network;

import org.jspecify.annotations.Nullable;

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

    // Written out for the command line's start: see Value.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Size size && height == size.height && width == size.width;
    }

    @Override
    public int hashCode() {
        return 31 * height + width;
    }

    /** Returns {@code heightxwidth}, as in {@code 224x224}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
