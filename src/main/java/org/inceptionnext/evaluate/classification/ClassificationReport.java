package org.inceptionnext.evaluate.classification;

import java.util.List;

/**
 * How good a classifier is.
 *
 * @param pictures how many pictures were looked at
 * @param top1 the share whose class had the highest probability, 0 to 1; NaN without pictures
 * @param top5 the share whose class was among the five highest
 * @param calibrationError the expected calibration error (Guo and others, 2017): 15 bins of equal width over the highest
 *     probability, the distance between confidence and accuracy in each, weighted by pictures; 0 to 1
 * @param calibration the fifteen bins, from the lowest probability
 * @param meanLoss the mean of the negative logarithm of the probability of the right class, in nats
 * @param classes each class, by number
 * @param confusion who was taken for whom
 * @param worst the mistakes whose own class had the lowest probability, lowest first, at most twenty
 */
public record ClassificationReport(
        long pictures,
        double top1,
        double top5,
        double calibrationError,
        List<CalibrationBin> calibration,
        double meanLoss,
        List<ClassScore> classes,
        Confusion confusion,
        List<Mistake> worst) {
    /** Copies the lists. */
    public ClassificationReport {
        calibration = List.copyOf(calibration);
        classes = List.copyOf(classes);
        worst = List.copyOf(worst);
    }

    /** Returns the mean of the F1 of all classes that have pictures; NaN without any. */
    public double macroF1() {
        return classes.stream()
                .filter(each -> each.pictures() > 0)
                .mapToDouble(ClassScore::f1)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the mean recall of all classes that have pictures (the balanced accuracy); NaN without any. */
    public double meanRecall() {
        return classes.stream()
                .filter(each -> each.pictures() > 0)
                .mapToDouble(ClassScore::recall)
                .average()
                .orElse(Double.NaN);
    }
}
