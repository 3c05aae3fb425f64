package org.inceptionnext.vision.decode.gif;

import org.inceptionnext.vision.Pixels;

/** The screen that a GIF's frames are drawn on. */
final class GifCanvas {
    private final int width;
    private final int height;
    private final byte[] rgb;

    GifCanvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[Math.multiplyExact(3, width * height)];
    }

    /** Fills it with a colour of a palette. */
    void fill(byte[] palette, int index) {
        for (int i = 0; i < rgb.length; i += 3) {
            System.arraycopy(palette, 3 * index, rgb, i, 3);
        }
    }

    /** Draws a frame whose indices all have a colour. */
    void draw(GifFrame frame, byte[] indices, byte[] palette) {
        draw(frame, indices, palette, -1);
    }

    /** Draws a frame but for the pixels of one index, which may be -1 for none. */
    void draw(GifFrame frame, byte[] indices, byte[] palette, int transparent) {
        int[] rows = frame.rows();
        int from = 0;
        for (int row : rows) {
            int to = ((frame.top() + row) * width + frame.left()) * 3;
            for (int x = 0; x < frame.width(); x++, from++, to += 3) {
                int index = indices[from] & 0xff;
                if (index != transparent) {
                    rgb[to] = palette[3 * index];
                    rgb[to + 1] = palette[3 * index + 1];
                    rgb[to + 2] = palette[3 * index + 2];
                }
            }
        }
    }

    Pixels pixels() {
        return new Pixels(width, height, rgb);
    }
}
