package org.inceptionnext.vision;

/**
 * YOLOv5's first step with a picture: its longer side becomes the network's, the shorter one is rounded up to whole pixels, as in
 * its sources since 2022.
 *
 * @param pixels of the longer side, at least 1
 * @param byArea whether pictures are shrunk to means of areas, as for validation; else bilinearly
 */
public record LongerSide(int pixels, boolean byArea) {
    /** Returns the new width of a picture. */
    public int width(int width, int height) {
        return scaled(width, Math.max(width, height));
    }

    /** Returns the new height of a picture. */
    public int height(int width, int height) {
        return scaled(height, Math.max(width, height));
    }

    /** A rounding error must not carry the longer side beyond. */
    private int scaled(int length, int longest) {
        double ratio = (double) pixels / longest;
        return ratio == 1 ? length : Math.min((int) Math.ceil(length * ratio), pixels);
    }

    /** Returns the picture in its new size, or the picture itself. */
    public Pixels apply(Pixels picture) {
        int width = width(picture.width(), picture.height());
        int height = height(picture.width(), picture.height());
        boolean shrinks = Math.max(picture.width(), picture.height()) > pixels;
        return byArea && shrinks
                ? OpenCvResize.area(picture, width, height)
                : OpenCvResize.linear(picture, width, height);
    }
}
