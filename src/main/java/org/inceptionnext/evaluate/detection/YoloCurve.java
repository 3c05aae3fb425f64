package org.inceptionnext.evaluate.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision and recall of a class at IoU .50, over 1,000 confidences from 0 to 1, by YOLOv5's rules.
 *
 * @param classIndex its number
 * @param precision at each confidence
 * @param recall at each confidence
 */
public record YoloCurve(int classIndex, List<Double> precision, List<Double> recall) {
    /** Copies the lists. */
    public YoloCurve {
        precision = List.copyOf(precision);
        recall = List.copyOf(recall);
    }

    /** Returns the confidences. */
    public List<Double> confidence() {
        List<Double> confidence = new ArrayList<>();
        for (int i = 0; i < precision.size(); i++) {
            confidence.add(YoloCurves.point(i, precision.size()));
        }
        return confidence;
    }

    /** Returns the harmonic mean of precision and recall at each confidence. */
    public List<Double> f1() {
        List<Double> f1 = new ArrayList<>();
        for (int i = 0; i < precision.size(); i++) {
            double sum = precision.get(i) + recall.get(i);
            f1.add(sum == 0 ? 0 : 2 * precision.get(i) * recall.get(i) / sum);
        }
        return f1;
    }
}
