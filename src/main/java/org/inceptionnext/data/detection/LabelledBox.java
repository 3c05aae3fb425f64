package org.inceptionnext.data.detection;

/**
 * An object in a picture, in pixels; edges between the pixels, from 0.
 *
 * @param classIndex its class, from 0
 * @param x its left edge
 * @param y its upper edge
 * @param width of its box, above 0
 * @param height of its box, above 0
 * @param area of its outline where the data set gives one (COCO), else of its box, in square pixels
 * @param isCrowd whether it marks a group (COCO)
 * @param isDifficult whether it was marked as hard to see (VOC)
 */
public record LabelledBox(
        int classIndex,
        double x,
        double y,
        double width,
        double height,
        double area,
        boolean isCrowd,
        boolean isDifficult) {
    /** Returns an object that is a plain box. */
    public static LabelledBox of(int classIndex, double x, double y, double width, double height) {
        return new LabelledBox(classIndex, x, y, width, height, width * height, false, false);
    }

    LabelledBox withClass(int number) {
        return new LabelledBox(number, x, y, width, height, area, isCrowd, isDifficult);
    }
}
