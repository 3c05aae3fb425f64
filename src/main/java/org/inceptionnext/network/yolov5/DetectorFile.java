package org.inceptionnext.network.yolov5;

import java.util.List;

/**
 * What a detector's file says.
 *
 * @param name how messages name the file
 * @param numClasses {@code nc}
 * @param inChannels {@code ch}; 3 if it is absent
 * @param multiples of depth and width
 * @param activation {@code activation}, or SiLU
 * @param anchors {@code anchors}
 * @param rows of the backbone and the head
 */
record DetectorFile(
        String name,
        int numClasses,
        int inChannels,
        Multiples multiples,
        Activation activation,
        Anchors anchors,
        List<Row> rows) {

    DetectorFile {
        rows = List.copyOf(rows);
    }

    /**
     * How the rows are scaled.
     *
     * @param depth multiplies the numbers of modules
     * @param width multiplies the channels
     */
    record Multiples(double depth, double width) {
        private static final int CHANNEL_STEP = 8;

        /** Returns how often a module is there: half to even, at least once. */
        int repeats(int number) {
            return number > 1 ? Math.max((int) Math.rint(number * depth), 1) : number;
        }

        /** Returns scaled channels: up to the next multiple of 8. */
        int channels(int unscaled) {
            return (int) Math.ceil(unscaled * width / CHANNEL_STEP) * CHANNEL_STEP;
        }
    }

    /** Returns this file with other multiples. */
    DetectorFile with(Multiples other) {
        return new DetectorFile(name, numClasses, inChannels, other, activation, anchors, rows);
    }

    /** Returns how messages name a row. */
    String place(Row row) {
        return name + ", row " + row.sequence() + " (" + Arguments.show(row.module()) + ")";
    }
}
