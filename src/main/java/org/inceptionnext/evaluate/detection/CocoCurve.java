package org.inceptionnext.evaluate.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All detections of one class at one size of objects. */
final class CocoCurve {
    private static final int RECALL_POINTS = 101;
    private static final double SPACING = Math.ulp(1.0);

    private final List<Judged> detections = new ArrayList<>();
    private long objects;
    private boolean isSorted;

    /**
     * A detection.
     *
     * @param rank its place among its picture's detections of this class, from 0
     */
    private record Judged(double score, int rank, int matched, int ignored) {}

    /** What comes out at one threshold: -1 where there is no object. */
    record Value(double ap, double recall) {}

    void add(List<ScoredBox> boxes, CocoMatching matching) {
        objects += matching.objects();
        for (int i = 0; i < boxes.size(); i++) {
            detections.add(new Judged(boxes.get(i).score(), i, matching.matched(i), matching.ignored(i)));
        }
        isSorted = false;
    }

    /**
     * Returns average precision and recall.
     *
     * @param threshold 0 to 9
     * @param maxDetections how many of a picture's detections count
     */
    Value value(int threshold, int maxDetections) {
        if (objects == 0) {
            return new Value(-1, -1);
        }
        if (!isSorted) {
            // Stable: equal scores keep the order of the pictures.
            detections.sort(Comparator.comparingDouble(Judged::score).reversed());
            isSorted = true;
        }
        double[] recall = new double[detections.size()];
        double[] precision = new double[detections.size()];
        int count = 0;
        long right = 0;
        long wrong = 0;
        int bit = 1 << threshold;
        for (Judged each : detections) {
            if (each.rank() >= maxDetections) {
                continue;
            }
            if ((each.ignored() & bit) == 0) {
                right += (each.matched() & bit) != 0 ? 1 : 0;
                wrong += (each.matched() & bit) == 0 ? 1 : 0;
            }
            recall[count] = (double) right / objects;
            precision[count] = right / (wrong + right + SPACING);
            count++;
        }
        return new Value(averagePrecision(recall, precision, count), count == 0 ? 0 : recall[count - 1]);
    }

    private static double averagePrecision(double[] recall, double[] precision, int count) {
        for (int i = count - 1; i > 0; i--) {
            precision[i - 1] = Math.max(precision[i - 1], precision[i]);
        }
        double sum = 0;
        int at = 0;
        for (int i = 0; i < RECALL_POINTS; i++) {
            // In float64: a coarser grid misses recalls such as 3/5 by a point.
            double wanted = YoloCurves.point(i, RECALL_POINTS);
            while (at < count && recall[at] < wanted) {
                at++;
            }
            sum += at < count ? precision[at] : 0;
        }
        return sum / RECALL_POINTS;
    }
}
