package org.inceptionnext.vision.augment;

/**
 * What is done to pictures with boxes before a detector learns from them; the names and meanings are those of YOLOv5's recipes.
 *
 * @param hue the largest change of the hue, as a fraction of the circle
 * @param saturation the largest change of the saturation, as a fraction
 * @param value the largest change of the brightness, as a fraction
 * @param degrees the largest rotation
 * @param translate the largest shift, as a fraction of the side
 * @param scale the largest change of the size, as a fraction
 * @param shear the largest shear in degrees
 * @param perspective the largest perspective, 0 to 0.001
 * @param flipUpDown the probability that up and down are changed
 * @param flipLeftRight the probability that left and right are changed
 * @param mosaic the probability that a picture is put together of four
 * @param mixup the probability that a mosaic is blended with another
 */
public record DetectionAugmentation(
        double hue,
        double saturation,
        double value,
        double degrees,
        double translate,
        double scale,
        double shear,
        double perspective,
        double flipUpDown,
        double flipLeftRight,
        double mosaic,
        double mixup) {
    /** YOLOv5's low augmentation, from scratch. */
    public static final DetectionAugmentation LOW =
            new DetectionAugmentation(0.015, 0.7, 0.4, 0, 0.1, 0.5, 0, 0, 0, 0.5, 1, 0);

    /** Nothing: pictures are letterboxed into the square, in a shuffled order. */
    public static final DetectionAugmentation NONE = new DetectionAugmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative or no number, or a probability above 1
     */
    public DetectionAugmentation {
        requireRange("hsv_h", hue, 1);
        requireRange("hsv_s", saturation, 1);
        requireRange("hsv_v", value, 1);
        requireRange("degrees", degrees, 180);
        requireRange("translate", translate, 0.9);
        requireRange("scale", scale, 0.9);
        requireRange("shear", shear, 45);
        requireRange("perspective", perspective, 0.001);
        requireRange("flipud", flipUpDown, 1);
        requireRange("fliplr", flipLeftRight, 1);
        requireRange("mosaic", mosaic, 1);
        requireRange("mixup", mixup, 1);
    }

    private static void requireRange(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 to " + most);
        }
    }
}
