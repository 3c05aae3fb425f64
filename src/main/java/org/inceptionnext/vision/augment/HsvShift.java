package org.inceptionnext.vision.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Pixels;

/**
 * YOLOv5's change of colours, in OpenCV's 8-bit hue (0 to 179), saturation and value: each is multiplied and cut to whole numbers.
 *
 * @param hue factor, 1 for no change
 * @param saturation factor
 * @param value factor
 */
record HsvShift(double hue, double saturation, double value) {
    private static final int LEVELS = 256;
    private static final int HUES = 180;
    private static final int FRACTION_BITS = 12;
    private static final int HALF = 1 << (FRACTION_BITS - 1);
    private static final int[] PER_VALUE = new int[LEVELS];
    private static final int[] PER_RANGE = new int[LEVELS];

    static {
        for (int i = 1; i < LEVELS; i++) {
            PER_VALUE[i] = (int) Math.rint((255 << FRACTION_BITS) / (double) i);
            PER_RANGE[i] = (int) Math.rint((HUES << FRACTION_BITS) / (6.0 * i));
        }
    }

    static HsvShift of(DetectionAugmentation augmentation, RandomGenerator random) {
        return new HsvShift(
                factor(augmentation.hue(), random),
                factor(augmentation.saturation(), random),
                factor(augmentation.value(), random));
    }

    private static double factor(double most, RandomGenerator random) {
        return 1 + (2 * random.nextDouble() - 1) * most;
    }

    Pixels apply(Pixels picture) {
        int[] hues = new int[HUES];
        Arrays.setAll(hues, i -> (int) (i * hue % HUES));
        int[] saturations = levels(saturation);
        int[] values = levels(value);
        byte[] from = picture.rgb();
        byte[] rgb = new byte[from.length];
        for (int at = 0; at < rgb.length; at += 3) {
            int hsv = toHsv(from[at] & 0xff, from[at + 1] & 0xff, from[at + 2] & 0xff);
            toRgb(hues[hsv >> 16], saturations[hsv >> 8 & 0xff], values[hsv & 0xff], rgb, at);
        }
        return new Pixels(picture.width(), picture.height(), rgb);
    }

    private static int[] levels(double factor) {
        int[] table = new int[LEVELS];
        Arrays.setAll(table, i -> (int) Math.min(i * factor, LEVELS - 1));
        return table;
    }

    /** Hue, saturation and value in a byte each; divisions by tables of 12 fraction bits. */
    static int toHsv(int r, int g, int b) {
        int most = Math.max(Math.max(r, g), b);
        int range = most - Math.min(Math.min(r, g), b);
        int saturation = (range * PER_VALUE[most] + HALF) >> FRACTION_BITS;
        int sector;
        if (most == r) {
            sector = g - b;
        } else if (most == g) {
            sector = b - r + 2 * range;
        } else {
            sector = r - g + 4 * range;
        }
        int hue = (sector * PER_RANGE[range] + HALF) >> FRACTION_BITS;
        return (hue < 0 ? hue + HUES : hue) << 16 | saturation << 8 | most;
    }

    /** In float32 with fused multiply-add and without rounding, as OpenCV goes back: all 11,796,480 colours are equal. */
    static void toRgb(int hue, int saturation, int value, byte[] rgb, int at) {
        float share = saturation * (1 / 255f);
        float bright = value * (1 / 255f);
        float turned = hue * (6f / HUES);
        int sector = (int) turned;
        float within = turned - sector;
        byte full = (byte) value;
        byte none = level(bright * (1 - share));
        byte falling = level(bright * Math.fma(-share, within, 1));
        byte rising = level(bright * Math.fma(-share, 1 - within, 1));
        switch (sector) {
            case 0 -> put(rgb, at, full, rising, none);
            case 1 -> put(rgb, at, falling, full, none);
            case 2 -> put(rgb, at, none, full, rising);
            case 3 -> put(rgb, at, none, falling, full);
            case 4 -> put(rgb, at, rising, none, full);
            default -> put(rgb, at, full, none, falling);
        }
    }

    private static void put(byte[] rgb, int at, byte r, byte g, byte b) {
        rgb[at] = r;
        rgb[at + 1] = g;
        rgb[at + 2] = b;
    }

    private static byte level(float fraction) {
        return (byte) (int) (fraction * 255f);
    }
}
