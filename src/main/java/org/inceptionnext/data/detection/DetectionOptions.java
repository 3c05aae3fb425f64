package org.inceptionnext.data.detection;

import java.util.OptionalInt;

/**
 * How boxes are read.
 *
 * @param strict whether a bad row takes its whole picture with it, as in YOLOv5, so that figures can be compared
 * @param vocBase whether Pascal VOC's coordinates begin at 0 or 1; empty: decided by what the files show
 */
public record DetectionOptions(boolean strict, OptionalInt vocBase) {
    /** Rows by themselves, base by what is there. */
    public static final DetectionOptions DEFAULT = new DetectionOptions(false, OptionalInt.empty());
}
