package org.inceptionnext.vision.draw;

/** A line of text as it covers pixels: 0 where there is none, 255 where a pixel is all ink. */
public final class TextMask {
    private final int width;
    private final byte[] coverage;

    TextMask(int width, byte[] coverage) {
        this.width = width;
        this.coverage = coverage;
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return coverage.length / width;
    }

    /** Returns how much ink is on a pixel: 0 to 255. */
    public int coverage(int x, int y) {
        return coverage[y * width + x] & 0xff;
    }
}
