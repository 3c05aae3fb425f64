package org.inceptionnext.vision;

/** A line of text as it covers pixels: 0 where there is none, 255 where a pixel is all ink. */
final class TextMask {
    private final int width;
    private final byte[] coverage;

    TextMask(int width, byte[] coverage) {
        this.width = width;
        this.coverage = coverage;
    }

    int width() {
        return width;
    }

    int height() {
        return coverage.length / width;
    }

    int coverage(int x, int y) {
        return coverage[y * width + x] & 0xff;
    }
}
