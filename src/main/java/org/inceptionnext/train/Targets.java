package org.inceptionnext.train;

import java.util.Arrays;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;

/**
 * What a network is to answer, as the factors of its log-probabilities: smoothing, class weights, mixing and the division by the
 * batch are inside, so that the loss is {@code -sum(targets * log softmax(logits))}.
 */
public final class Targets {
    private final int classes;
    private final float off;
    private final float on;
    private final float[] weights;

    /**
     * @param smoothing the share that all classes get alike
     * @param weights how much the pictures of a class count, one for each class
     */
    public Targets(double smoothing, float[] weights) {
        this.classes = weights.length;
        // timm's order of operations, in float32.
        this.off = (float) (smoothing / classes);
        this.on = (float) (1 - smoothing + smoothing / classes);
        this.weights = weights.clone();
    }

    /**
     * Returns the weights of classes.
     *
     * @param counts how many pictures of each class there are to train on
     * @return for {@code BALANCED} such that the mean over all pictures is 1; a class without pictures gets 1
     */
    public static float[] weights(ClassWeights kind, long[] counts) {
        float[] weights = new float[counts.length];
        Arrays.fill(weights, 1);
        if (kind == ClassWeights.BALANCED) {
            double all = Arrays.stream(counts).sum();
            long present = Arrays.stream(counts).filter(count -> count > 0).count();
            for (int label = 0; label < counts.length; label++) {
                if (counts[label] > 0) {
                    weights[label] = (float) (all / present / counts[label]);
                }
            }
        }
        return weights;
    }

    /** Returns the smoothed answer of one class, before the division by the batch. */
    public float[] row(int label) {
        float[] row = new float[classes];
        Arrays.fill(row, off);
        row[label] = on;
        return row;
    }

    /**
     * Returns the targets of a batch, row by row: the weighted mean, as PyTorch's cross-entropy with weights divides by their sum.
     *
     * @param labels one for each sample
     * @param share how much of each target is the sample's own; the rest is that of the sample at the mirrored place
     */
    public float[] of(int[] labels, double share) {
        float[] targets = new float[labels.length * classes];
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            int partner = labels[labels.length - 1 - i];
            float[] own = row(labels[i]);
            float[] other = row(partner);
            double weight = share * weights[labels[i]] + (1 - share) * weights[partner];
            sum += weight;
            for (int c = 0; c < classes; c++) {
                targets[i * classes + c] =
                        (float) (share * weights[labels[i]] * own[c] + (1 - share) * weights[partner] * other[c]);
            }
        }
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (float) (targets[i] / sum);
        }
        return targets;
    }
}
