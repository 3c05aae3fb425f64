package org.inceptionnext.network;

/**
 * A height and a width, in elements of a feature map.
 *
 * @param height rows
 * @param width columns
 */
public record Size(int height, int width) {

    /** Returns {@code heightxwidth}, as in {@code 224x224}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
