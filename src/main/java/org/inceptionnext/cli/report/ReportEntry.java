package org.inceptionnext.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one picture.
 *
 * @param name what the user calls it
 * @param content what was found out
 */
public record ReportEntry(String name, Content content) {
    /** What was found out of a picture. */
    public sealed interface Content {}

    /**
     * Its classes.
     *
     * @param answers the most probable first
     * @param truth its right class; null: not known
     */
    public record Classes(
            List<ClassAnswer> answers, @Nullable ClassAnswer truth) implements Content {}

    /**
     * The objects in it.
     *
     * @param found the surest first
     * @param labelled those that are in it, with confidence 1; null: not known
     * @param width of the picture that the boxes are in, in pixels
     * @param height of that picture
     */
    public record Boxes(List<BoxAnswer> found, @Nullable List<BoxAnswer> labelled, int width, int height)
            implements Content {}

    /** Where it lies among the others. */
    public record Vector(float[] values) implements Content {}

    /** Why there is no answer. */
    public record Failed(String error) implements Content {}

    /**
     * A class and how probable it is.
     *
     * @param probability 0 to 1
     */
    public record ClassAnswer(String className, double probability) {}

    /**
     * An object.
     *
     * @param confidence 0 to 1
     * @param corners x1, y1, x2 and y2 in pixels
     * @param right whether it is one of those that are in the picture; null: not known
     */
    public record BoxAnswer(
            String className,
            double confidence,
            Corners corners,
            @Nullable Boolean right) {}

    /** The left upper and the right lower corner of a box, in pixels. */
    public record Corners(double x1, double y1, double x2, double y2) {}

    /** Returns an entry of a picture that failed. */
    public static ReportEntry failed(String name, String error) {
        return new ReportEntry(name, new Failed(error));
    }
}
