package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.TorchActivation;
import org.jspecify.annotations.Nullable;

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

    /** Returns this file with another module in its first row. */
    DetectorFile withFirstModule(String module) {
        List<Row> others = new ArrayList<>(rows);
        Row first = others.get(0);
        others.set(0, new Row(first.sequence(), first.from(), first.number(), module, first.arguments()));
        return new DetectorFile(name, numClasses, inChannels, multiples, activation, anchors, others);
    }

    /** Returns the names of the rows' modules, in order. */
    List<String> modules() {
        return rows.stream().map(Row::module).toList();
    }

    /** Returns what {@link DetectorFileReader} reads this file from, for other numbers of classes and channels. */
    Map<String, @Nullable Object> content(NetworkOptions options) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("nc", options.numClasses());
        content.put("ch", options.inChannels());
        content.put("depth_multiple", multiples.depth());
        content.put("width_multiple", multiples.width());
        content.put("anchors", anchors.pixels().isPresent() ? anchors.pixels().get() : anchors.perMap());
        content.put("activation", TorchActivation.shown(activation.operation()));
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (Row row : rows) {
            List<@Nullable Object> cell = new ArrayList<>();
            cell.add(row.from().size() == 1 ? row.from().get(0) : row.from());
            cell.add(row.number());
            cell.add(row.module());
            cell.add(row.arguments());
            cells.add(cell);
        }
        content.put("backbone", cells.subList(0, cells.size() - 1));
        content.put("head", cells.subList(cells.size() - 1, cells.size()));
        return content;
    }

    /** Returns how messages name a row. */
    String place(Row row) {
        return name + ", row " + row.sequence() + " (" + Arguments.show(row.module()) + ")";
    }
}
