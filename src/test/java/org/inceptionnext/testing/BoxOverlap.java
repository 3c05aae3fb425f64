package org.inceptionnext.testing;

import org.inceptionnext.vision.Box;

/** Intersection over union. */
public final class BoxOverlap {
    private BoxOverlap() {}

    public static double of(Box a, Box b) {
        double width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
        double height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
        double both = Math.max(width, 0) * Math.max(height, 0);
        return both / (area(a) + area(b) - both);
    }

    private static double area(Box box) {
        return (double) box.width() * box.height();
    }
}
