package org.inceptionnext.evaluate.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Counts a classifier's answers as they come. What is kept depends on the number of classes, never on the number of pictures. Of
 * one thread.
 */
public final class ClassificationEvaluator {
    private static final int TOP = 5;
    private static final int BINS = 15;
    private static final int WORST = 20;

    /** The mildest mistake first, so that it is the one to give way. */
    private static final Comparator<Mistake> BY_TRUTH = Comparator.comparingDouble(Mistake::truthProbability)
            .thenComparing(Mistake::predictedProbability, Comparator.reverseOrder())
            .thenComparing(Mistake::picture);

    private final List<String> classNames;
    private final Confusion confusion;
    private final long[] binCount = new long[BINS];
    private final long[] binCorrect = new long[BINS];
    private final double[] binConfidence = new double[BINS];
    private final PriorityQueue<Mistake> worst = new PriorityQueue<>(BY_TRUTH.reversed());
    private long pictures;
    private long correct;
    private long amongTop;
    private double loss;

    /**
     * Begins to count.
     *
     * @param classNames the classifier's classes, in the order of its outputs
     * @throws IllegalArgumentException if there is none
     */
    public ClassificationEvaluator(List<String> classNames) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("a classifier without classes");
        }
        this.classNames = List.copyOf(classNames);
        this.confusion = new Confusion(classNames.size());
    }

    /**
     * Counts one answer. Of equal probabilities the lower class number ranks first.
     *
     * @param picture its name, for the list of mistakes
     * @param truth the number of its class
     * @param probabilities of each class, 0 to 1; read, not kept
     * @throws IllegalArgumentException if the number of probabilities or the class is wrong, or a probability is not finite
     */
    public void add(String picture, int truth, float[] probabilities) {
        check(truth, probabilities);
        int best = 0;
        int rank = 0;
        for (int i = 0; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
            boolean isAhead =
                    probabilities[i] > probabilities[truth] || (probabilities[i] == probabilities[truth] && i < truth);
            rank += isAhead ? 1 : 0;
        }
        pictures++;
        correct += rank == 0 ? 1 : 0;
        amongTop += rank < TOP ? 1 : 0;
        confusion.add(truth, best);
        loss -= Math.log(Math.max(probabilities[truth], Float.MIN_VALUE));
        calibrate(probabilities[best], best == truth);
        if (best != truth) {
            note(new Mistake(picture, truth, best, probabilities[truth], probabilities[best]));
        }
    }

    private void check(int truth, float[] probabilities) {
        if (probabilities.length != classNames.size() || truth < 0 || truth >= classNames.size()) {
            throw new IllegalArgumentException("class " + truth + " and " + probabilities.length
                    + " probabilities for a classifier of " + classNames.size() + " classes");
        }
        for (float each : probabilities) {
            if (!Float.isFinite(each)) {
                throw new IllegalArgumentException("a probability that is not a number; the weights may be damaged");
            }
        }
    }

    /** A bin is open below and closed above, as in the paper. */
    private void calibrate(float confidence, boolean isCorrect) {
        int bin = Math.min(Math.max((int) Math.ceil((double) confidence * BINS) - 1, 0), BINS - 1);
        binCount[bin]++;
        binCorrect[bin] += isCorrect ? 1 : 0;
        binConfidence[bin] += confidence;
    }

    private void note(Mistake mistake) {
        worst.add(mistake);
        if (worst.size() > WORST) {
            worst.poll();
        }
    }

    /** Returns the figures of what was counted so far. */
    public ClassificationReport report() {
        List<Mistake> mistakes = new ArrayList<>(worst);
        mistakes.sort(BY_TRUTH);
        return new ClassificationReport(
                pictures,
                (double) correct / pictures,
                (double) amongTop / pictures,
                calibrationError(),
                calibration(),
                loss / pictures,
                classScores(),
                confusion,
                mistakes);
    }

    private List<CalibrationBin> calibration() {
        List<CalibrationBin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            bins.add(new CalibrationBin(
                    binCount[bin], binConfidence[bin] / binCount[bin], (double) binCorrect[bin] / binCount[bin]));
        }
        return bins;
    }

    private double calibrationError() {
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(binCorrect[bin] - binConfidence[bin]);
        }
        return error / pictures;
    }

    private List<ClassScore> classScores() {
        long[] shown = new long[classNames.size()];
        long[] taken = new long[classNames.size()];
        long[] right = new long[classNames.size()];
        confusion.forEach((truth, predicted, count) -> {
            shown[truth] += count;
            taken[predicted] += count;
            right[truth] += truth == predicted ? count : 0;
        });
        List<ClassScore> scores = new ArrayList<>();
        for (int i = 0; i < shown.length; i++) {
            scores.add(new ClassScore(classNames.get(i), shown[i], taken[i], right[i]));
        }
        return scores;
    }
}
