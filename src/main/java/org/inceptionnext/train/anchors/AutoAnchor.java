package org.inceptionnext.train.anchors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;

/**
 * YOLOv5's auto-anchor: where less than 98 % of a data set's boxes fit an anchor, anchors are found anew, by clusters of the boxes
 * and random refinement, and are taken if more boxes fit them. Unlike the original, sizes are not disturbed at random before they
 * are judged, so the judgement is a function of the data.
 *
 * @param threshold how many times larger or smaller a side of a box may be than its anchor's; YOLOv5: 4
 * @param generations how many random changes are tried; YOLOv5: 1000
 * @param seed decides those changes
 */
public record AutoAnchor(double threshold, int generations, long seed) {
    /** The share of boxes that must fit for anchors to be left as they are. */
    public static final double ENOUGH = 0.98;

    private static final float SMALLEST = 2;

    /** Returns YOLOv5's settings. */
    public static AutoAnchor usual(long seed) {
        return new AutoAnchor(4, 1000, seed);
    }

    /**
     * Anchors, and how well they fit.
     *
     * @param anchors width, height, width, height ... in pixels, for each map; those that were given or new ones
     * @param before how well the given ones fit
     * @param after how well these fit
     * @param replaced whether they are new
     */
    public record Result(List<List<Double>> anchors, AnchorFit before, AnchorFit after, boolean replaced) {
        public Result {
            anchors = anchors.stream().map(List::copyOf).toList();
        }

        /** Returns the anchors in whole pixels, as people write them. */
        public List<List<Long>> rounded() {
            return anchors.stream()
                    .map(map -> map.stream().map(Math::round).toList())
                    .toList();
        }
    }

    /**
     * Checks anchors, and finds better ones where they do not fit.
     *
     * @param anchors width, height, width, height ... in pixels, for each map
     * @param strides of the maps: new anchors stand from small to large where the strides do
     * @param pictures those to learn from
     * @param imageSize the side of the network's input in pixels
     * @throws IllegalArgumentException if there is not one box
     */
    public Result check(List<List<Double>> anchors, List<Integer> strides, List<BoxedPicture> pictures, int imageSize) {
        float[] boxes = boxes(pictures, imageSize);
        if (boxes.length == 0) {
            throw new IllegalArgumentException("anchors need at least one box to fit");
        }
        float[] given = flat(anchors);
        AnchorFit before = AnchorFit.of(given, boxes, threshold);
        if (before.bestPossibleRecall() > ENOUGH) {
            return new Result(anchors, before, before, false);
        }
        float[] found = found(boxes, given.length / 2);
        AnchorFit after = AnchorFit.of(found, boxes, threshold);
        return found.length == given.length && after.bestPossibleRecall() > before.bestPossibleRecall()
                ? new Result(maps(found, strides), before, after, true)
                : new Result(anchors, before, before, false);
    }

    /**
     * Finds anchors for boxes.
     *
     * @param boxes width, height, width, height ... in pixels
     * @return at most {@code count} anchors, by area
     */
    float[] found(float[] boxes, int count) {
        float[] used = used(boxes);
        if (used.length / 2 < count) {
            // Of so few boxes nothing is learned.
            return new float[0];
        }
        SplittableRandom random = new SplittableRandom(seed);
        Evolution evolution = new Evolution(Clusters.find(used, count, random), used, threshold);
        for (int generation = 0; generation < generations; generation++) {
            evolution.step(random);
        }
        return byArea(evolution.anchors());
    }

    /** Boxes with a side of at least two pixels. */
    static float[] used(float[] boxes) {
        float[] used = new float[boxes.length];
        int count = 0;
        for (int i = 0; i < boxes.length; i += 2) {
            if (boxes[i] >= SMALLEST || boxes[i + 1] >= SMALLEST) {
                used[count++] = boxes[i];
                used[count++] = boxes[i + 1];
            }
        }
        return Arrays.copyOf(used, count);
    }

    /** Returns width, height, width, height ... of all boxes in pictures whose longer side is {@code imageSize} pixels. */
    public static float[] boxes(List<BoxedPicture> pictures, int imageSize) {
        List<float[]> sides = new ArrayList<>();
        for (BoxedPicture picture : pictures) {
            float scale = (float) imageSize / Math.max(picture.width(), picture.height());
            for (LabelledBox box : picture.boxes()) {
                if (!box.isCrowd()) {
                    sides.add(new float[] {(float) box.width() * scale, (float) box.height() * scale});
                }
            }
        }
        float[] boxes = new float[2 * sides.size()];
        for (int i = 0; i < sides.size(); i++) {
            System.arraycopy(sides.get(i), 0, boxes, 2 * i, 2);
        }
        return boxes;
    }

    private static float[] byArea(float[] anchors) {
        List<float[]> sorted = new ArrayList<>();
        for (int i = 0; i < anchors.length; i += 2) {
            sorted.add(new float[] {anchors[i], anchors[i + 1]});
        }
        sorted.sort((a, b) -> Float.compare(a[0] * a[1], b[0] * b[1]));
        float[] flat = new float[anchors.length];
        for (int i = 0; i < sorted.size(); i++) {
            System.arraycopy(sorted.get(i), 0, flat, 2 * i, 2);
        }
        return flat;
    }

    private static float[] flat(List<List<Double>> anchors) {
        float[] flat = new float[anchors.stream().mapToInt(List::size).sum()];
        int at = 0;
        for (List<Double> map : anchors) {
            for (double side : map) {
                flat[at++] = (float) side;
            }
        }
        return flat;
    }

    private static List<List<Double>> maps(float[] anchors, List<Integer> strides) {
        int perMap = anchors.length / strides.size();
        boolean descends = strides.get(0) > strides.get(strides.size() - 1);
        List<List<Double>> maps = new ArrayList<>();
        for (int map = 0; map < strides.size(); map++) {
            int from = descends ? strides.size() - 1 - map : map;
            List<Double> sides = new ArrayList<>();
            for (int i = 0; i < perMap; i++) {
                sides.add((double) anchors[from * perMap + i]);
            }
            maps.add(sides);
        }
        return maps;
    }
}
