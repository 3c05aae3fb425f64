package org.inceptionnext.evaluate.detection;

/**
 * An object as a person marked it, in pixels of the picture.
 *
 * @param classIndex its class, from 0
 * @param x its left edge
 * @param y its upper edge
 * @param width of its box
 * @param height of its box
 * @param area what decides whether COCO calls it small, medium or large, in square pixels: of its outline where there is one, not
 *     always the box's
 * @param isCrowd whether it marks a group, as COCO has them; YOLOv5's rules leave those out
 */
public record GroundTruth(
        int classIndex, double x, double y, double width, double height, double area, boolean isCrowd) {
    /** Returns an object that is a plain box, by its edges. */
    public static GroundTruth ofCorners(int classIndex, double x1, double y1, double x2, double y2) {
        return new GroundTruth(classIndex, x1, y1, x2 - x1, y2 - y1, (x2 - x1) * (y2 - y1), false);
    }

    /** Returns this object as a crowd. */
    public GroundTruth asCrowd() {
        return new GroundTruth(classIndex, x, y, width, height, area, true);
    }
}
