package org.inceptionnext.evaluate.detection;

import java.util.List;

/**
 * Average precision by YOLOv5's rules.
 *
 * @param classes the classes that occur among the labels, by number
 * @param confusion {@code [predicted][truth]} over all classes and, last, the background; detections above .25 and IoU above .45
 */
public record YoloReport(List<YoloClass> classes, List<List<Integer>> confusion) {
    /**
     * One class.
     *
     * @param classIndex its number
     * @param labels how many objects it has
     * @param precision at the confidence where the mean F1 of all classes is best
     * @param recall there
     * @param f1 there
     * @param truePositives there, rounded
     * @param falsePositives there, rounded
     * @param ap for each of the ten IoU thresholds .50 to .95
     */
    public record YoloClass(
            int classIndex,
            long labels,
            double precision,
            double recall,
            double f1,
            double truePositives,
            double falsePositives,
            List<Double> ap) {
        /** Returns the average precision at IoU .50. */
        public double ap50() {
            return ap.get(0);
        }

        /** Returns the mean over the ten thresholds. */
        public double ap5095() {
            return ap.stream().mapToDouble(Double::doubleValue).sum() / ap.size();
        }
    }

    /** Returns the mean precision; 0 without labels. */
    public double meanPrecision() {
        return mean(classes.stream().mapToDouble(YoloClass::precision).toArray());
    }

    /** Returns the mean recall; 0 without labels. */
    public double meanRecall() {
        return mean(classes.stream().mapToDouble(YoloClass::recall).toArray());
    }

    /** Returns the mAP at IoU .50; 0 without labels. */
    public double map50() {
        return mean(classes.stream().mapToDouble(YoloClass::ap50).toArray());
    }

    /** Returns the mAP over IoU .50 to .95; 0 without labels. */
    public double map5095() {
        return mean(classes.stream().mapToDouble(YoloClass::ap5095).toArray());
    }

    /** Returns what the original chooses its best epoch by: a tenth of mAP50 and nine of mAP50-95. */
    public double fitness() {
        return 0.1 * map50() + 0.9 * map5095();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
