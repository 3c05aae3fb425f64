package org.inceptionnext.vision;

import java.util.Set;

/**
 * Which predictions become detections. The defaults are those of YOLOv5.
 *
 * @param confidence a detection's score, and the objectness of its row, are above it; 0 to 1
 * @param iou a box that overlaps a better one of its class by more (intersection over union) is dropped; 0 to 1
 * @param maxDetections how many of the best are kept at most in one picture, at least 1
 * @param multiLabel whether a row gives a detection for every class above {@code confidence}, not only for its best
 * @param agnostic whether boxes of different classes suppress each other too
 * @param classes the only classes that are kept; empty: all. Applies after a row's best class was chosen
 */
public record DetectionOptions(
        double confidence, double iou, int maxDetections, boolean multiLabel, boolean agnostic, Set<Integer> classes) {

    /** For looking at pictures: confidence 0.25, IoU 0.45, at most 1000, one class a box. */
    public static final DetectionOptions DETECT = new DetectionOptions(0.25, 0.45, 1000, false, false, Set.of());

    /** For measuring average precision: confidence 0.001, IoU 0.6, at most 300, every class of a box. */
    public static final DetectionOptions VALIDATION = new DetectionOptions(0.001, 0.6, 300, true, false, Set.of());

    /**
     * Checks the ranges and copies the classes.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public DetectionOptions {
        requireFraction("confidence", confidence);
        requireFraction("iou", iou);
        if (maxDetections < 1) {
            throw new IllegalArgumentException("maxDetections is " + maxDetections + "; at least 1 is needed");
        }
        classes = Set.copyOf(classes);
        for (int index : classes) {
            if (index < 0) {
                throw new IllegalArgumentException("class " + index + "; classes are counted from 0");
            }
        }
    }

    private static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; 0 to 1 is allowed");
        }
    }

    /** Returns these options with {@link #confidence} changed. */
    public DetectionOptions withConfidence(double value) {
        return new DetectionOptions(value, iou, maxDetections, multiLabel, agnostic, classes);
    }

    /** Returns these options with {@link #iou} changed. */
    public DetectionOptions withIou(double value) {
        return new DetectionOptions(confidence, value, maxDetections, multiLabel, agnostic, classes);
    }

    /** Returns these options with {@link #maxDetections} changed. */
    public DetectionOptions withMaxDetections(int value) {
        return new DetectionOptions(confidence, iou, value, multiLabel, agnostic, classes);
    }

    /** Returns these options with {@link #multiLabel} changed. */
    public DetectionOptions withMultiLabel(boolean value) {
        return new DetectionOptions(confidence, iou, maxDetections, value, agnostic, classes);
    }

    /** Returns these options with {@link #agnostic} changed. */
    public DetectionOptions withAgnostic(boolean value) {
        return new DetectionOptions(confidence, iou, maxDetections, multiLabel, value, classes);
    }

    /** Returns these options with {@link #classes} changed. */
    public DetectionOptions withClasses(Set<Integer> value) {
        return new DetectionOptions(confidence, iou, maxDetections, multiLabel, agnostic, value);
    }
}
