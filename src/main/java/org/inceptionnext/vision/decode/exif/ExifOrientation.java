package org.inceptionnext.vision.decode.exif;

import org.inceptionnext.vision.Pixels;

/** How a camera was held: tag 0x0112 of EXIF 2.32, whose values 1 to 8 are the constants here, in order. */
public enum ExifOrientation {
    /** 1: as it is. */
    UPRIGHT(false, false, false),
    /** 2. */
    MIRRORED(false, true, false),
    /** 3. */
    HALF_TURN(false, true, true),
    /** 4: upside down in a mirror. */
    FLIPPED(false, false, true),
    /** 5: rows are columns. */
    TRANSPOSED(true, false, false),
    /** 6. */
    QUARTER_TURN_CLOCKWISE(true, false, true),
    /** 7: rows are columns, in a half turn. */
    TRANSVERSED(true, true, true),
    /** 8. */
    QUARTER_TURN_COUNTERCLOCKWISE(true, true, false);

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    /** Which stored pixel an upright one comes from: with the axes swapped, and then counted from the right or the bottom. */
    ExifOrientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** Returns the constant of a tag's value; upright for values that there are not. */
    public static ExifOrientation ofValue(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    }

    /** Returns the picture as it was seen: {@code stored} itself where nothing is to be turned. */
    public Pixels upright(Pixels stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] from = stored.rgb();
        byte[] rgb = new byte[from.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                column = fromRight ? stored.width() - 1 - column : column;
                row = fromBottom ? stored.height() - 1 - row : row;
                System.arraycopy(from, (row * stored.width() + column) * 3, rgb, at, 3);
                at += 3;
            }
        }
        return new Pixels(width, height, rgb);
    }
}
