package org.inceptionnext.vision.augment;

import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.Pixels;

/** The fifteen changes that timm's RandAugment chooses from, with what a level of 0 to 10 means to each. */
public enum RandAugmentOperation {
    /** Stretches each channel's levels to 0 to 255. */
    AUTO_CONTRAST,
    /** Spreads each channel's levels evenly. */
    EQUALIZE,
    /** Turns every level around. */
    INVERT,
    /** By up to 30 degrees to either side. */
    ROTATE,
    /** Keeps the highest bits of each level. */
    POSTERIZE,
    /** Inverts the levels from a threshold on. */
    SOLARIZE,
    /** Adds to the levels below 128. */
    SOLARIZE_ADD,
    /** Saturation. */
    COLOUR,
    /** Contrast. */
    CONTRAST,
    /** Brightness. */
    BRIGHTNESS,
    /** Sharpness. */
    SHARPNESS,
    /** By up to 0.3 to either side. */
    SHEAR_X,
    /** By up to 0.3 up or down. */
    SHEAR_Y,
    /** By up to 0.45 of the width to either side. */
    TRANSLATE_X,
    /** By up to 0.45 of the height up or down. */
    TRANSLATE_Y;

    private static final double FULL_LEVEL = 10;

    /**
     * Returns what a level means: degrees, bits, a threshold, a number added, a factor, or a share.
     *
     * @param level 0 to 10, more where the recipe allows it
     * @param negated whether a change that has two directions goes the other way
     * @param increasing whether a higher level always changes more (timm's {@code inc1})
     */
    public double argument(double level, boolean negated, boolean increasing) {
        double part = level / FULL_LEVEL;
        double sign = negated ? -1 : 1;
        return switch (this) {
            case AUTO_CONTRAST, EQUALIZE, INVERT -> 0;
            case ROTATE -> part * 30 * sign;
            case POSTERIZE -> increasing ? 4 - (int) (part * 4) : (int) (part * 4);
            case SOLARIZE -> {
                int threshold = Math.min(256, (int) (part * 256));
                yield increasing ? 256 - threshold : threshold;
            }
            case SOLARIZE_ADD -> Math.min(128, (int) (part * 110));
            case COLOUR, CONTRAST, BRIGHTNESS, SHARPNESS ->
                increasing ? Math.max(0.1, 1 + sign * (part * 0.9)) : part * 1.8 + 0.1;
            case SHEAR_X, SHEAR_Y -> part * 0.3 * sign;
            case TRANSLATE_X, TRANSLATE_Y -> part * 0.45 * sign;
        };
    }

    /**
     * Returns the changed picture, pixel for pixel that of timm on Pillow 13.
     *
     * @param argument what {@link #argument} returns
     * @param filter between pixels, for turned and shifted pictures
     * @param fill R, G, B of what comes from outside the picture; timm takes the mean that the network is given
     */
    public Pixels apply(Pixels picture, double argument, Interpolation filter, byte[] fill) {
        return switch (this) {
            case ROTATE -> rotated(picture, argument, filter, fill);
            case SHEAR_X -> new Affine(1, argument, 0, 0, 1, 0).apply(picture, filter, fill);
            case SHEAR_Y -> new Affine(1, 0, 0, argument, 1, 0).apply(picture, filter, fill);
            case TRANSLATE_X -> new Affine(1, 0, argument * picture.width(), 0, 1, 0).apply(picture, filter, fill);
            case TRANSLATE_Y -> new Affine(1, 0, 0, 0, 1, argument * picture.height()).apply(picture, filter, fill);
            case COLOUR -> ColourChange.SATURATION.apply(picture, argument);
            case CONTRAST -> ColourChange.CONTRAST.apply(picture, argument);
            case BRIGHTNESS -> ColourChange.BRIGHTNESS.apply(picture, argument);
            case SHARPNESS -> Sharpness.apply(picture, argument);
            default -> looked(picture, argument);
        };
    }

    /** Pillow turns by 0 and 180 degrees, and a square by 90, without looking between pixels; RandAugment asks for the first only. */
    private static Pixels rotated(Pixels picture, double degrees, Interpolation filter, byte[] fill) {
        double turn = degrees % 360;
        double positive = turn < 0 ? turn + 360 : turn;
        return positive == 0
                ? picture
                : Affine.rotation(positive, picture.width(), picture.height()).apply(picture, filter, fill);
    }

    private Pixels looked(Pixels picture, double argument) {
        byte[] rgb = picture.rgb().clone();
        if (this == AUTO_CONTRAST || this == EQUALIZE) {
            int[][] histograms = Tables.histograms(rgb);
            byte[][] tables = new byte[3][];
            for (int c = 0; c < tables.length; c++) {
                tables[c] = this == EQUALIZE ? Tables.equalized(histograms[c]) : Tables.stretched(histograms[c]);
            }
            Tables.applyByChannel(rgb, tables);
        } else {
            Tables.apply(rgb, table((int) argument));
        }
        return new Pixels(picture.width(), picture.height(), rgb);
    }

    private byte[] table(int argument) {
        byte[] table = Tables.identity();
        for (int i = 0; i < table.length; i++) {
            int level = switch (this) {
                case INVERT -> 255 - i;
                case SOLARIZE -> i < argument ? i : 255 - i;
                case SOLARIZE_ADD -> i < 128 ? Math.min(255, i + argument) : i;
                case POSTERIZE -> argument >= 8 ? i : i & ~((1 << (8 - argument)) - 1);
                default -> i;
            };
            table[i] = (byte) level;
        }
        return table;
    }
}
