package org.inceptionnext.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one picture.
 *
 * @param name what the user calls it
 * @param truth its right class; null: not known
 * @param classes its classes, the most probable first
 * @param boxes the objects in it, the surest first; null: it is not about objects
 * @param width of the picture that the boxes are in, in pixels
 * @param height of that picture
 * @param vector where it lies among the others; null: not known
 * @param error why there is no answer; null: there is one
 */
public record ReportEntry(
        String name,
        @Nullable String truth,
        List<ClassAnswer> classes,
        @Nullable List<BoxAnswer> boxes,
        int width,
        int height,
        float @Nullable [] vector,
        @Nullable String error) {

    /**
     * A class and how probable it is.
     *
     * @param probability 0 to 1
     */
    public record ClassAnswer(String className, double probability) {}

    /**
     * An object, with its corners in pixels.
     *
     * @param confidence 0 to 1
     */
    public record BoxAnswer(String className, double confidence, double x1, double y1, double x2, double y2) {}

    /** Returns an entry of a picture that failed. */
    public static ReportEntry failed(String name, String error) {
        return new ReportEntry(name, null, List.of(), null, 0, 0, null, error);
    }

    /** Returns an entry with classes. */
    public static ReportEntry classified(String name, List<ClassAnswer> classes) {
        return new ReportEntry(name, null, classes, null, 0, 0, null, null);
    }

    /** Returns an entry with objects. */
    public static ReportEntry detected(String name, List<BoxAnswer> boxes, int width, int height) {
        return new ReportEntry(name, null, List.of(), boxes, width, height, null, null);
    }

    /** Returns an entry with a vector. */
    public static ReportEntry embedded(String name, float[] vector) {
        return new ReportEntry(name, null, List.of(), null, 0, 0, vector, null);
    }

    /** Returns the entry with the picture's right class. */
    public ReportEntry withTruth(String className) {
        return new ReportEntry(name, className, classes, boxes, width, height, vector, error);
    }
}
