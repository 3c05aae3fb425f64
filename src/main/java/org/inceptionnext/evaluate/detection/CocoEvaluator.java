package org.inceptionnext.evaluate.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Average precision and recall by COCO's rules (pycocotools), from detections as they come, picture by picture. Of a detection, its score
 * and eight bit masks are kept. Of one thread.
 */
public final class CocoEvaluator {
    private static final int MAX_DETECTIONS = 100;
    private static final int AT_50 = 0;
    private static final int AT_75 = 5;

    private final List<Map<CocoArea, CocoCurve>> classes = new ArrayList<>();

    /** @param classCount how many classes the detector has */
    public CocoEvaluator(int classCount) {
        for (int i = 0; i < classCount; i++) {
            Map<CocoArea, CocoCurve> curves = new EnumMap<>(CocoArea.class);
            for (CocoArea area : CocoArea.values()) {
                curves.put(area, new CocoCurve());
            }
            classes.add(curves);
        }
    }

    /**
     * Counts a picture. Pictures without objects count too: their detections are wrong.
     *
     * @param truths its objects
     * @param detections in any order; of equal scores the first in the list comes first
     */
    public void add(List<GroundTruth> truths, List<ScoredBox> detections) {
        for (int i = 0; i < classes.size(); i++) {
            int classIndex = i;
            List<GroundTruth> objects = truths.stream()
                    .filter(truth -> truth.classIndex() == classIndex)
                    .toList();
            List<ScoredBox> boxes = detections.stream()
                    .filter(box -> box.classIndex() == classIndex)
                    .sorted(Comparator.comparingDouble(ScoredBox::score).reversed())
                    .limit(MAX_DETECTIONS)
                    .toList();
            if (objects.isEmpty() && boxes.isEmpty()) {
                continue;
            }
            classes.get(i).forEach((area, curve) -> curve.add(boxes, CocoMatching.of(objects, boxes, area)));
        }
    }

    /** Returns the figures of what was counted so far. */
    public CocoReport report() {
        List<Double> byThreshold = new ArrayList<>();
        for (int t = 0; t < CocoMatching.THRESHOLDS; t++) {
            byThreshold.add(mean(CocoArea.ALL, MAX_DETECTIONS, t, t + 1, CocoCurve.Value::ap));
        }
        return new CocoReport(
                ap(CocoArea.ALL),
                byThreshold.get(AT_50),
                byThreshold.get(AT_75),
                ap(CocoArea.SMALL),
                ap(CocoArea.MEDIUM),
                ap(CocoArea.LARGE),
                recall(CocoArea.ALL, 1),
                recall(CocoArea.ALL, 10),
                recall(CocoArea.ALL, MAX_DETECTIONS),
                recall(CocoArea.SMALL, MAX_DETECTIONS),
                recall(CocoArea.MEDIUM, MAX_DETECTIONS),
                recall(CocoArea.LARGE, MAX_DETECTIONS),
                byThreshold,
                classes.stream().map(CocoEvaluator::ofClass).toList());
    }

    private double ap(CocoArea area) {
        return mean(area, MAX_DETECTIONS, 0, CocoMatching.THRESHOLDS, CocoCurve.Value::ap);
    }

    private double recall(CocoArea area, int maxDetections) {
        return mean(area, maxDetections, 0, CocoMatching.THRESHOLDS, CocoCurve.Value::recall);
    }

    /** The mean over classes that have an object of this size, and thresholds. */
    private double mean(CocoArea area, int maxDetections, int from, int to, ToDoubleFunction<CocoCurve.Value> figure) {
        double sum = 0;
        int count = 0;
        for (Map<CocoArea, CocoCurve> curves : classes) {
            for (int t = from; t < to; t++) {
                double value = figure.applyAsDouble(curve(curves, area).value(t, maxDetections));
                sum += value < 0 ? 0 : value;
                count += value < 0 ? 0 : 1;
            }
        }
        return count == 0 ? -1 : sum / count;
    }

    private static CocoReport.CocoClass ofClass(Map<CocoArea, CocoCurve> curves) {
        Map<CocoArea, CocoReport.ApAndRecall> byArea = new EnumMap<>(CocoArea.class);
        for (CocoArea area : CocoArea.values()) {
            double ap = 0;
            double recall = 0;
            for (int t = 0; t < CocoMatching.THRESHOLDS; t++) {
                CocoCurve.Value value = curve(curves, area).value(t, MAX_DETECTIONS);
                ap += value.ap() / CocoMatching.THRESHOLDS;
                recall += value.recall() / CocoMatching.THRESHOLDS;
            }
            byArea.put(area, new CocoReport.ApAndRecall(ap, recall));
        }
        CocoCurve all = curve(curves, CocoArea.ALL);
        return new CocoReport.CocoClass(
                all.value(AT_50, MAX_DETECTIONS).ap(),
                all.value(AT_75, MAX_DETECTIONS).ap(),
                byArea);
    }

    private static CocoCurve curve(Map<CocoArea, CocoCurve> curves, CocoArea area) {
        return java.util.Objects.requireNonNull(curves.get(area), "a curve for each size");
    }
}
