package org.inceptionnext.evaluate.detection;

/** COCO's sizes of objects; a limit belongs to both sides. */
public enum CocoArea {
    /** Any size. */
    ALL(0, 1e10),
    /** Up to 32 x 32 pixels. */
    SMALL(0, 1024),
    /** From 32 x 32 to 96 x 96. */
    MEDIUM(1024, 9216),
    /** From 96 x 96. */
    LARGE(9216, 1e10);

    private final double min;
    private final double max;

    CocoArea(double min, double max) {
        this.min = min;
        this.max = max;
    }

    boolean contains(double area) {
        return area >= min && area <= max;
    }
}
