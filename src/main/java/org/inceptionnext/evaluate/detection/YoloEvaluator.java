package org.inceptionnext.evaluate.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Average precision by the rules of YOLOv5's validation, in pixels of the picture. Of a picture, its detections' scores and the number
 * of thresholds that each meets are kept. Of one thread.
 */
public final class YoloEvaluator {
    private static final int THRESHOLDS = 10;
    private static final int CURVE_POINTS = 1000;
    private static final double EPS = 1e-16;
    private static final double EPS_IOU = 1e-7;
    private static final double CONFUSION_SCORE = 0.25;
    private static final double CONFUSION_IOU = 0.45;

    private final int classCount;
    private final int[][] confusion;
    private final TreeMap<Integer, Long> labels = new TreeMap<>();
    private final List<Judged> judged = new ArrayList<>();

    /**
     * A detection, and at which of the ten thresholds it is right, a bit each: not always all below the highest, since a better
     * detection may drop out in between.
     */
    private record Judged(int classIndex, float score, int thresholdsMet) {
        boolean isRight(int threshold) {
            return (thresholdsMet & 1 << threshold) != 0;
        }
    }

    /** A pair that overlaps enough. */
    private record Pair(int label, int detection, double iou) {}

    /** @param classCount how many classes the detector has */
    public YoloEvaluator(int classCount) {
        this.classCount = classCount;
        this.confusion = new int[classCount + 1][classCount + 1];
    }

    /**
     * Counts a picture.
     *
     * @param truths its objects; crowds are left out
     * @param detections in any order
     * @return for each detection, in the order of the list, which of the thresholds .50, .55 ... .95 it meets: bit 0 is .50.
     *     Each threshold is matched by itself, so that two detections may share an object at two of them, never at one
     */
    public int[] add(List<GroundTruth> truths, List<ScoredBox> detections) {
        List<GroundTruth> objects =
                truths.stream().filter(truth -> !truth.isCrowd()).toList();
        objects.forEach(object -> labels.merge(object.classIndex(), 1L, Long::sum));
        int[] met = new int[detections.size()];
        for (int threshold = 0; threshold < THRESHOLDS; threshold++) {
            for (Pair pair : match(pairs(objects, detections, threshold(threshold), true))) {
                met[pair.detection()] |= 1 << threshold;
            }
        }
        for (int i = 0; i < met.length; i++) {
            // Scores are float32 there, which moves the curves in the eighth digit.
            float score = (float) detections.get(i).score();
            judged.add(new Judged(detections.get(i).classIndex(), score, met[i]));
        }
        confuse(objects, detections);
        return met;
    }

    /** The thresholds of the original, in float32. */
    private static double threshold(int index) {
        return (float) (0.5 + index * 0.05);
    }

    private static List<Pair> pairs(
            List<GroundTruth> objects, List<ScoredBox> detections, double iou, boolean sameClass) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            for (int j = 0; j < detections.size(); j++) {
                double overlap = iou(objects.get(i), detections.get(j));
                boolean isOfClass = !sameClass
                        || objects.get(i).classIndex() == detections.get(j).classIndex();
                if (isOfClass && (sameClass ? overlap >= iou : overlap > iou)) {
                    pairs.add(new Pair(i, j, overlap));
                }
            }
        }
        return pairs;
    }

    /** Best overlap first; each detection keeps its first label, then each label its first detection. */
    private static List<Pair> match(List<Pair> pairs) {
        List<Pair> sorted = new ArrayList<>(pairs);
        sorted.sort(Comparator.comparingDouble(Pair::iou).reversed());
        List<Pair> byDetection = new ArrayList<>();
        Set<Integer> detections = new HashSet<>();
        for (Pair pair : sorted) {
            if (detections.add(pair.detection())) {
                byDetection.add(pair);
            }
        }
        // The original takes the first of each by a function that also sorts by detection: the more confident one wins.
        byDetection.sort(Comparator.comparingInt(Pair::detection));
        List<Pair> matched = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (Pair pair : byDetection) {
            if (taken.add(pair.label())) {
                matched.add(pair);
            }
        }
        return matched;
    }

    private static double iou(GroundTruth truth, ScoredBox box) {
        double inter = Overlap.area(truth, box);
        double union = truth.width() * truth.height() + box.width() * box.height() - inter;
        return inter / (union + EPS_IOU);
    }

    private void confuse(List<GroundTruth> objects, List<ScoredBox> all) {
        List<ScoredBox> detections =
                all.stream().filter(box -> box.score() > CONFUSION_SCORE).toList();
        List<Pair> sorted = new ArrayList<>(pairs(objects, detections, CONFUSION_IOU, false));
        sorted.sort(Comparator.comparingDouble(Pair::iou).reversed());
        int[] labelOf = new int[detections.size()];
        Arrays.fill(labelOf, -1);
        boolean[] isFound = new boolean[objects.size()];
        Set<Integer> seen = new HashSet<>();
        for (Pair pair : sorted) {
            // A detection is judged by its best label alone, even where that one has a better detection.
            if (seen.add(pair.detection()) && !isFound[pair.label()]) {
                labelOf[pair.detection()] = pair.label();
                isFound[pair.label()] = true;
            }
        }
        // A picture in which nothing was found rightly has no false alarms in the original's matrix.
        boolean countsAlarms = !sorted.isEmpty();
        for (int j = 0; countsAlarms && j < labelOf.length; j++) {
            int truth = labelOf[j] < 0 ? classCount : objects.get(labelOf[j]).classIndex();
            confusion[detections.get(j).classIndex()][truth]++;
        }
        for (int i = 0; i < isFound.length; i++) {
            if (!isFound[i]) {
                confusion[classCount][objects.get(i).classIndex()]++;
            }
        }
    }

    /** Returns the curves of what was counted so far, of the classes that have labels. */
    public List<YoloCurve> curves() {
        return classCurves().stream()
                .map(each -> new YoloCurve(
                        each.classIndex,
                        Arrays.stream(each.precision).boxed().toList(),
                        Arrays.stream(each.recall).boxed().toList()))
                .toList();
    }

    private List<ClassCurves> classCurves() {
        List<Judged> sorted = new ArrayList<>(judged);
        sorted.sort(Comparator.comparingDouble(Judged::score).reversed());
        List<ClassCurves> curves = new ArrayList<>();
        labels.forEach((classIndex, count) -> curves.add(ClassCurves.of(classIndex, count, sorted)));
        return curves;
    }

    /** Returns the figures of what was counted so far. */
    public YoloReport report() {
        List<ClassCurves> curves = classCurves();
        int best = bestPoint(curves);
        List<YoloReport.YoloClass> classes = new ArrayList<>();
        for (ClassCurves each : curves) {
            double truePositives = Math.rint(each.recall[best] * each.labels);
            double falsePositives = Math.rint(truePositives / (each.precision[best] + EPS) - truePositives);
            classes.add(new YoloReport.YoloClass(
                    each.classIndex,
                    each.labels,
                    each.precision[best],
                    each.recall[best],
                    each.f1(best),
                    truePositives,
                    falsePositives,
                    each.ap));
        }
        List<List<Integer>> rows = Arrays.stream(confusion)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
        return new YoloReport(classes, rows);
    }

    /** Where the mean F1 of all classes, smoothed, is highest. */
    private static int bestPoint(List<ClassCurves> curves) {
        if (curves.isEmpty()) {
            return 0;
        }
        double[] mean = new double[CURVE_POINTS];
        for (int i = 0; i < CURVE_POINTS; i++) {
            for (ClassCurves each : curves) {
                mean[i] += each.f1(i);
            }
            mean[i] /= curves.size();
        }
        double[] smooth = YoloCurves.smooth(mean, 0.1);
        int best = 0;
        for (int i = 1; i < smooth.length; i++) {
            best = smooth[i] > smooth[best] ? i : best;
        }
        return Math.min(best, CURVE_POINTS - 1);
    }

    /** Precision and recall of one class over confidence, at 1,000 points from 0 to 1. */
    private static final class ClassCurves {
        private final int classIndex;
        private final long labels;
        private final double[] precision = new double[CURVE_POINTS];
        private final double[] recall = new double[CURVE_POINTS];
        private final List<Double> ap = new ArrayList<>();

        private ClassCurves(int classIndex, long labels) {
            this.classIndex = classIndex;
            this.labels = labels;
        }

        static ClassCurves of(int classIndex, long labels, List<Judged> all) {
            ClassCurves curves = new ClassCurves(classIndex, labels);
            List<Judged> detections =
                    all.stream().filter(each -> each.classIndex() == classIndex).toList();
            if (detections.isEmpty()) {
                curves.ap.addAll(Collections.nCopies(THRESHOLDS, 0.0));
                return curves;
            }
            double[] negated = detections.stream()
                    .mapToDouble(each -> -(double) each.score())
                    .toArray();
            for (int threshold = 0; threshold < THRESHOLDS; threshold++) {
                double[] recall = new double[detections.size()];
                double[] precision = new double[detections.size()];
                long right = 0;
                for (int i = 0; i < recall.length; i++) {
                    right += detections.get(i).isRight(threshold) ? 1 : 0;
                    recall[i] = right / (labels + EPS);
                    precision[i] = (double) right / (i + 1);
                }
                if (threshold == 0) {
                    curves.read(negated, recall, precision);
                }
                curves.ap.add(YoloCurves.averagePrecision(recall, precision));
            }
            return curves;
        }

        /** Above the highest score nothing is found: recall 0, precision 1. */
        private void read(double[] negated, double[] recalls, double[] precisions) {
            for (int i = 0; i < CURVE_POINTS; i++) {
                double at = -YoloCurves.point(i, CURVE_POINTS);
                boolean isAbove = at < negated[0];
                recall[i] = isAbove ? 0 : YoloCurves.interpolate(at, negated, recalls);
                precision[i] = isAbove ? 1 : YoloCurves.interpolate(at, negated, precisions);
            }
        }

        double f1(int i) {
            return 2 * precision[i] * recall[i] / (precision[i] + recall[i] + EPS);
        }
    }
}
