package org.inceptionnext.evaluate.detection;

import java.util.List;

/**
 * Which detections of one picture and class are right, at one size of objects: bit {@code i} of a mask stands for the threshold {@code
 * .50 + .05 i}. Matches are remembered by place in the list; pycocotools remembers an annotation's id and so takes id 0 for no match.
 */
final class CocoMatching {
    static final int THRESHOLDS = 10;
    private static final double MAX_IOU = 1 - 1e-10;

    private final int[] matched;
    private final int[] ignored;
    private final int objects;

    private CocoMatching(int[] matched, int[] ignored, int objects) {
        this.matched = matched;
        this.ignored = ignored;
        this.objects = objects;
    }

    /** The thresholds as numpy's linspace makes them. */
    static double threshold(int index) {
        return index == THRESHOLDS - 1 ? 0.95 : 0.5 + index * ((0.95 - 0.5) / (THRESHOLDS - 1));
    }

    /**
     * Matches.
     *
     * @param truths in the order of the annotations
     * @param detections best first
     */
    static CocoMatching of(List<GroundTruth> truths, List<ScoredBox> detections, CocoArea area) {
        // Stable: what counts stands first, otherwise the order of the annotations.
        List<GroundTruth> sorted = new java.util.ArrayList<>(truths);
        sorted.sort(java.util.Comparator.comparing(truth -> isIgnored(truth, area)));
        boolean[] ignore = new boolean[sorted.size()];
        int objects = 0;
        for (int g = 0; g < ignore.length; g++) {
            ignore[g] = isIgnored(sorted.get(g), area);
            objects += ignore[g] ? 0 : 1;
        }
        double[][] ious = ious(sorted, detections);
        int[] matched = new int[detections.size()];
        int[] ignored = new int[detections.size()];
        for (int t = 0; t < THRESHOLDS; t++) {
            boolean[] taken = new boolean[sorted.size()];
            for (int d = 0; d < matched.length; d++) {
                int match = match(ious[d], sorted, ignore, taken, Math.min(threshold(t), MAX_IOU));
                if (match >= 0) {
                    taken[match] = true;
                    matched[d] |= 1 << t;
                    ignored[d] |= ignore[match] ? 1 << t : 0;
                } else if (!area.contains(
                        detections.get(d).width() * detections.get(d).height())) {
                    ignored[d] |= 1 << t;
                }
            }
        }
        return new CocoMatching(matched, ignored, objects);
    }

    private static boolean isIgnored(GroundTruth truth, CocoArea area) {
        return truth.isCrowd() || !area.contains(truth.area());
    }

    private static double[][] ious(List<GroundTruth> truths, List<ScoredBox> detections) {
        double[][] ious = new double[detections.size()][truths.size()];
        for (int d = 0; d < ious.length; d++) {
            ScoredBox box = detections.get(d);
            for (int g = 0; g < truths.size(); g++) {
                GroundTruth truth = truths.get(g);
                double inter = Overlap.area(truth, box);
                double own = box.width() * box.height();
                // Of a crowd, a detection needs to cover nothing but itself.
                double union = truth.isCrowd() ? own : own + truth.width() * truth.height() - inter;
                ious[d][g] = inter == 0 ? 0 : inter / union;
            }
        }
        return ious;
    }

    /** The best object that is free, or a crowd; one that is ignored only where no other is good enough. */
    private static int match(
            double[] ious, List<GroundTruth> truths, boolean[] ignore, boolean[] taken, double threshold) {
        double best = threshold;
        int match = -1;
        for (int g = 0; g < ious.length; g++) {
            if (taken[g] && !truths.get(g).isCrowd()) {
                continue;
            }
            if (match >= 0 && !ignore[match] && ignore[g]) {
                break;
            }
            if (ious[g] >= best) {
                best = ious[g];
                match = g;
            }
        }
        return match;
    }

    /** Returns the thresholds at which a detection has an object. */
    int matched(int detection) {
        return matched[detection];
    }

    /** Returns the thresholds at which a detection is neither right nor wrong. */
    int ignored(int detection) {
        return ignored[detection];
    }

    /** Returns how many objects count. */
    int objects() {
        return objects;
    }
}
