package org.inceptionnext.vision.augment;

import org.inceptionnext.vision.Pixels;

/** Pillow's sharpness: the picture blended with a smoothed one, whose outermost pixels are the picture's own. */
final class Sharpness {
    private static final int CENTRE = 5;
    private static final int SUM = 13;

    private Sharpness() {}

    static Pixels apply(Pixels picture, double factor) {
        if (factor == 1) {
            return picture;
        }
        byte[] rgb = picture.rgb();
        byte[] changed = rgb.clone();
        int row = picture.width() * 3;
        for (int y = 1; y < picture.height() - 1; y++) {
            for (int i = y * row + 3; i < (y + 1) * row - 3; i++) {
                int sum = (CENTRE - 1) * (rgb[i] & 0xff);
                for (int line = i - row; line <= i + row; line += row) {
                    sum += (rgb[line - 3] & 0xff) + (rgb[line] & 0xff) + (rgb[line + 3] & 0xff);
                }
                int smooth = (2 * sum + SUM) / (2 * SUM);
                changed[i] = Blending.blended(smooth, rgb[i] & 0xff, (float) factor);
            }
        }
        return new Pixels(picture.width(), picture.height(), changed);
    }
}
