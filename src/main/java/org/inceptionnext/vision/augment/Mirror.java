package org.inceptionnext.vision.augment;

import org.inceptionnext.vision.Pixels;

/** Mirror images. */
public final class Mirror {
    private Mirror() {}

    /** Returns the picture with left and right changed. */
    public static Pixels horizontal(Pixels picture) {
        int row = picture.width() * 3;
        byte[] from = picture.rgb();
        byte[] rgb = new byte[from.length];
        for (int begin = 0; begin < rgb.length; begin += row) {
            for (int at = begin, in = begin + row - 3; at < begin + row; at += 3, in -= 3) {
                rgb[at] = from[in];
                rgb[at + 1] = from[in + 1];
                rgb[at + 2] = from[in + 2];
            }
        }
        return new Pixels(picture.width(), picture.height(), rgb);
    }

    /** Returns the picture with up and down changed. */
    public static Pixels vertical(Pixels picture) {
        int row = picture.width() * 3;
        byte[] rgb = new byte[picture.rgb().length];
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(picture.rgb(), y * row, rgb, (picture.height() - 1 - y) * row, row);
        }
        return new Pixels(picture.width(), picture.height(), rgb);
    }
}
