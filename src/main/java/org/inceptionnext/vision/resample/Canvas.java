package org.inceptionnext.vision.resample;

/** Where a resampled picture goes: a rectangle of a larger one. */
public final class Canvas {
    private static final int CHANNELS = 3;

    private final byte[] rgb;
    private final int width;
    private final int left;
    private final int top;

    /**
     * Writes into a picture's samples.
     *
     * @param width the larger picture's width in pixels
     * @param left the rectangle's first column
     * @param top the rectangle's first row
     */
    public Canvas(byte[] rgb, int width, int left, int top) {
        this.rgb = rgb;
        this.width = width;
        this.left = left;
        this.top = top;
    }

    void putRow(int y, int[] levels) {
        int at = ((top + y) * width + left) * CHANNELS;
        for (int i = 0; i < levels.length; i++) {
            rgb[at + i] = (byte) levels[i];
        }
    }
}
