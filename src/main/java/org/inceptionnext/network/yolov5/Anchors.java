package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The anchors of a file: for each map the widths and heights of its anchors in pixels, or only how many there are.
 *
 * @param perMap the number of anchors of each map
 * @param pixels {@code [w, h, w, h, ...]} for each map; absent if the file says only a number
 */
record Anchors(int perMap, Optional<List<List<Double>>> pixels) {
    private static final int MAX_PER_MAP = 100;

    /**
     * Reads a list of one list for each map, all of one even length, or a number.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Anchors parse(@Nullable Object value) {
        if (value instanceof Integer number && number >= 1 && number <= MAX_PER_MAP) {
            return new Anchors(number, Optional.empty());
        }
        if (!(value instanceof List<?> rows) || rows.isEmpty()) {
            throw wrong(value);
        }
        List<List<Double>> pixels = new ArrayList<>();
        for (Object row : rows) {
            pixels.add(sides(row));
        }
        int length = pixels.get(0).size();
        if (length == 0 || length % 2 != 0 || length > 2 * MAX_PER_MAP) {
            throw wrong(value);
        }
        if (pixels.stream().anyMatch(row -> row.size() != length)) {
            throw new IllegalArgumentException("anchors must have as many numbers for each map, but have "
                    + pixels.stream().map(List::size).toList());
        }
        return new Anchors(length / 2, Optional.of(List.copyOf(pixels)));
    }

    private static List<Double> sides(@Nullable Object row) {
        if (row instanceof List<?> list && list.stream().allMatch(v -> v instanceof Number n && n.doubleValue() >= 0)) {
            return list.stream().map(v -> ((Number) v).doubleValue()).toList();
        }
        throw wrong(row);
    }

    private static IllegalArgumentException wrong(@Nullable Object found) {
        return new IllegalArgumentException(
                "anchors must be one list [w, h, w, h, ...] for each map, or a number from 1 to " + MAX_PER_MAP
                        + ", but are " + Arguments.show(found));
    }

    /**
     * Returns widths and heights in cells, {@code [w, h, w, h, ...]} for each map. As in the original, the maps change
     * places first if areas and strides do not run in the same direction.
     *
     * @param strides of the maps
     * @throws IllegalArgumentException if the file has anchors for another number of maps
     */
    List<List<Double>> inCells(List<Integer> strides) {
        List<List<Double>> maps = new ArrayList<>(pixels.orElseGet(() -> counted(strides.size())));
        if (maps.size() != strides.size()) {
            throw new IllegalArgumentException(
                    "anchors are for " + maps.size() + " maps, but the head reads " + strides.size());
        }
        double growth = area(maps.get(maps.size() - 1)) - area(maps.get(0));
        int strideGrowth = strides.get(strides.size() - 1) - strides.get(0);
        if (growth * strideGrowth < 0) {
            Collections.reverse(maps);
        }
        List<List<Double>> cells = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            int stride = strides.get(i);
            cells.add(maps.get(i).stream().map(side -> side / stride).toList());
        }
        return cells;
    }

    /** Placeholders, which training replaces: 0, 1, 2, ... */
    private List<List<Double>> counted(int maps) {
        List<Double> row =
                IntStream.range(0, 2 * perMap).mapToObj(i -> (double) i).toList();
        return Collections.nCopies(maps, row);
    }

    private static double area(List<Double> sides) {
        double area = 0;
        for (int i = 0; i < sides.size(); i += 2) {
            area += sides.get(i) * sides.get(i + 1);
        }
        return area;
    }
}
