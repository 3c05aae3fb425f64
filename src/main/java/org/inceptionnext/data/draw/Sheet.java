package org.inceptionnext.data.draw;

import java.util.Arrays;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.draw.LabelFont;
import org.inceptionnext.vision.draw.TextMask;

/** A white picture that pictures, areas and lines of text are put on; what lies outside of it is cut off. */
public final class Sheet {
    private static final int CHANNELS = 3;
    private static final byte WHITE = (byte) 255;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /**
     * Makes a white sheet.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     */
    public Sheet(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
        Arrays.fill(rgb, WHITE);
    }

    /** Puts a picture with its upper left corner at a place. */
    public void put(Pixels picture, int left, int top) {
        for (int y = Math.max(0, -top); y < Math.min(picture.height(), height - top); y++) {
            for (int x = Math.max(0, -left); x < Math.min(picture.width(), width - left); x++) {
                int from = (y * picture.width() + x) * CHANNELS;
                System.arraycopy(picture.rgb(), from, rgb, ((top + y) * width + left + x) * CHANNELS, CHANNELS);
            }
        }
    }

    /** Fills an area with a colour, {@code 0xRRGGBB}. */
    public void fill(int left, int top, int right, int bottom, int color) {
        for (int y = Math.max(0, top); y < Math.min(bottom, height); y++) {
            for (int x = Math.max(0, left); x < Math.min(right, width); x++) {
                int at = (y * width + x) * CHANNELS;
                rgb[at] = (byte) (color >> 16);
                rgb[at + 1] = (byte) (color >> 8);
                rgb[at + 2] = (byte) color;
            }
        }
    }

    /**
     * Writes a line of text. Control characters become spaces.
     *
     * @param ink the gray level of the letters, 0 to 255
     * @param emPixels the font's size
     * @param maxWidth where the line is cut off, in pixels from its left
     */
    public void write(String text, int left, int top, int ink, int emPixels, int maxWidth) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        if (line.isBlank()) {
            return;
        }
        TextMask mask = LabelFont.available().render(line, emPixels);
        int right = Math.min(Math.min(mask.width(), maxWidth), width - left);
        for (int y = Math.max(0, -top); y < Math.min(mask.height(), height - top); y++) {
            for (int x = Math.max(0, -left); x < right; x++) {
                int at = ((top + y) * width + left + x) * CHANNELS;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    int paper = rgb[at + channel] & 0xff;
                    rgb[at + channel] = (byte) (paper + Math.round((ink - paper) * mask.coverage(x, y) / 255f));
                }
            }
        }
    }

    /** Returns how wide a line of text is, in pixels. */
    public static int widthOf(String text, int emPixels) {
        return text.isBlank() ? 0 : LabelFont.available().render(text, emPixels).width();
    }

    /** Returns the sheet as a picture; the sheet is not used afterwards. */
    public Pixels pixels() {
        return new Pixels(width, height, rgb);
    }
}
