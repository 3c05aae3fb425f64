package org.inceptionnext.evaluate.detection;

/** What two boxes have in common. */
final class Overlap {
    private Overlap() {}

    /** Returns the common area in square pixels, 0 where there is none. */
    static double area(GroundTruth truth, ScoredBox box) {
        double width = Math.min(box.width() + box.x(), truth.width() + truth.x()) - Math.max(box.x(), truth.x());
        double height = Math.min(box.height() + box.y(), truth.height() + truth.y()) - Math.max(box.y(), truth.y());
        return width <= 0 || height <= 0 ? 0 : width * height;
    }
}
