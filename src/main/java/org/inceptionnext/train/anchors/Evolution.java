package org.inceptionnext.train.anchors;

import java.util.random.RandomGenerator;

/** Changes anchors at random, a little, and keeps what fits the boxes better. */
final class Evolution {
    private static final double CHANGED = 0.9;
    private static final double SIGMA = 0.1;
    private static final double LEAST = 0.3;
    private static final double MOST = 3;
    /** Pixels: smaller anchors stand for nothing. */
    private static final float SMALLEST = 2;

    private final float[] boxes;
    private final double threshold;
    private float[] anchors;
    private double fitness;

    Evolution(float[] anchors, float[] boxes, double threshold) {
        this.boxes = boxes;
        this.threshold = threshold;
        this.anchors = anchors.clone();
        this.fitness = AnchorFit.of(anchors, boxes, threshold).fitness();
    }

    float[] anchors() {
        return anchors.clone();
    }

    double fitness() {
        return fitness;
    }

    /** Draws changes: of each side with probability 0.9, by a normal number of which 0.1 is taken. */
    void step(RandomGenerator random) {
        double[] changes = new double[anchors.length];
        for (int i = 0; i < changes.length; i++) {
            double normal = random.nextGaussian();
            changes[i] = random.nextDouble() < CHANGED ? normal : 0;
        }
        step(changes);
    }

    /** Tries changes; returns how well the changed anchors fit, whether they were taken or not. */
    double step(double[] changes) {
        float[] candidate = new float[anchors.length];
        for (int i = 0; i < candidate.length; i++) {
            double factor = Math.min(Math.max(1 + SIGMA * changes[i], LEAST), MOST);
            candidate[i] = Math.max((float) (anchors[i] * factor), SMALLEST);
        }
        double found = AnchorFit.of(candidate, boxes, threshold).fitness();
        if (found > fitness) {
            fitness = found;
            anchors = candidate;
        }
        return found;
    }
}
