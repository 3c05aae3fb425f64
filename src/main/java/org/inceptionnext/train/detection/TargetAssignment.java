package org.inceptionnext.train.detection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which cells of a detector's maps are to find which objects, by YOLOv5's rule: with each anchor that an object's width and height
 * are at most {@code ratio} times as large or as small as, the cell that the object's centre is in, and those of its four neighbours
 * that the centre is nearer to than half a cell, if they are not beyond the edge. All in float32, whose rounding decides at the edges.
 */
public final class TargetAssignment {
    private static final int FIELDS = 6;
    private static final float HALF = 0.5f;

    /** By how many cells the centre is moved to be in the own cell, the left, upper, right and lower one. */
    private static final float[][] MOVES = {{0, 0}, {HALF, 0}, {0, HALF}, {-HALF, 0}, {0, -HALF}};

    private final List<Integer> strides;
    private final float[][][] anchors;
    private final float ratio;

    /**
     * @param strides of the maps in pixels
     * @param anchors for each map its anchors' widths and heights in cells
     * @param ratio above 1
     */
    public TargetAssignment(List<Integer> strides, float[][][] anchors, double ratio) {
        this.strides = List.copyOf(strides);
        this.anchors = anchors.clone();
        this.ratio = (float) ratio;
    }

    /**
     * Assigns the objects of a batch.
     *
     * @param targets rows of six: picture, class, centre, width and height in fractions
     * @param height of the batch's pictures in pixels, a multiple of the strides
     * @param width in pixels
     * @return for each map
     */
    public List<MapTargets> assign(float[] targets, int height, int width) {
        List<MapTargets> maps = new ArrayList<>();
        for (int map = 0; map < anchors.length; map++) {
            int stride = strides.get(map);
            maps.add(new OneMap(anchors[map], targets, height / stride, width / stride).assigned());
        }
        return maps;
    }

    /** One map. */
    private final class OneMap {
        private final float[][] sides;
        private final float[] targets;
        private final int rows;
        private final int columns;
        private final List<int[]> candidates = new ArrayList<>();
        private final List<int[]> pairs = new ArrayList<>();

        OneMap(float[][] sides, float[] targets, int rows, int columns) {
            this.sides = sides;
            this.targets = targets;
            this.rows = rows;
            this.columns = columns;
        }

        MapTargets assigned() {
            for (int anchor = 0; anchor < sides.length; anchor++) {
                for (int target = 0; target < targets.length / FIELDS; target++) {
                    if (fits(target, anchor)) {
                        candidates.add(new int[] {target, anchor});
                    }
                }
            }
            // The order decides which object a cell with several learns the quality of: the last one.
            for (int move = 0; move < MOVES.length; move++) {
                for (int[] candidate : candidates) {
                    if (isNear(candidate[0], move)) {
                        pairs.add(new int[] {candidate[0], candidate[1], move});
                    }
                }
            }
            return numbers();
        }

        private float x(int target) {
            return targets[FIELDS * target + 2] * columns;
        }

        private float y(int target) {
            return targets[FIELDS * target + 3] * rows;
        }

        private float width(int target) {
            return targets[FIELDS * target + 4] * columns;
        }

        private float height(int target) {
            return targets[FIELDS * target + 5] * rows;
        }

        private boolean fits(int target, int anchor) {
            float across = width(target) / sides[anchor][0];
            float down = height(target) / sides[anchor][1];
            return Math.max(Math.max(across, 1 / across), Math.max(down, 1 / down)) < ratio;
        }

        private boolean isNear(int target, int move) {
            return switch (move) {
                case 0 -> true;
                case 1 -> isLow(x(target));
                case 2 -> isLow(y(target));
                case 3 -> isLow(columns - x(target));
                default -> isLow(rows - y(target));
            };
        }

        private static boolean isLow(float place) {
            return place % 1 < HALF && place > 1;
        }

        private MapTargets numbers() {
            int count = pairs.size();
            long[] places = new long[2 * count];
            float[] boxes = new float[MapTargets.BOX_FIELDS * count];
            Map<Long, Integer> last = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                int target = pairs.get(i)[0];
                int anchor = pairs.get(i)[1];
                float[] move = MOVES[pairs.get(i)[2]];
                int column = cell(x(target) - move[0], columns);
                int row = cell(y(target) - move[1], rows);
                long picture = (long) targets[FIELDS * target];
                places[i] = ((picture * sides.length + anchor) * rows + row) * columns + column;
                places[count + i] = (long) targets[FIELDS * target + 1];
                last.put(places[i], i);
                float[] box = {
                    x(target) - column,
                    y(target) - row,
                    width(target),
                    height(target),
                    sides[anchor][0],
                    sides[anchor][1],
                    1f / count
                };
                System.arraycopy(box, 0, boxes, box.length * i, box.length);
            }
            return new MapTargets(count, places, boxes, cells(last));
        }

        private static int cell(float place, int count) {
            return Math.min(Math.max((int) place, 0), count - 1);
        }

        private static long[] cells(Map<Long, Integer> last) {
            long[] cells = new long[2 * last.size()];
            int i = 0;
            for (Map.Entry<Long, Integer> entry : last.entrySet()) {
                cells[i] = entry.getKey();
                cells[last.size() + i] = entry.getValue();
                i++;
            }
            return cells;
        }
    }
}
