package org.inceptionnext.vision.draw;

import java.awt.Color;

/**
 * The colour of a class: strong ones, whose hues go around the colour circle in steps of the golden ratio, so that the first few
 * are far apart and every further one falls into the largest gap.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record ClassColor(int red, int green, int blue) {
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
    private static final float SATURATION = 0.85f;
    private static final float[] BRIGHTNESS = {0.95f, 0.75f};
    private static final double EQUAL_CONTRAST = Math.sqrt(1.05 * 0.05) - 0.05;

    /** Returns the colour of a class. */
    public static ClassColor of(int classIndex) {
        double hue = classIndex * GOLDEN_RATIO;
        float brightness = BRIGHTNESS[classIndex / 8 % BRIGHTNESS.length];
        int rgb = Color.HSBtoRGB((float) (hue - Math.floor(hue)), SATURATION, brightness);
        return new ClassColor(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
    }

    /** Returns the gray level, black or white, that contrasts more with this colour (relative luminance of WCAG 2.1). */
    public int ink() {
        double luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        return luminance > EQUAL_CONTRAST ? 0 : 255;
    }

    private static double linear(int level) {
        double value = level / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
