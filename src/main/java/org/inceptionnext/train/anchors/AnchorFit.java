package org.inceptionnext.train.anchors;

/**
 * How well anchors fit boxes. A box and an anchor fit by the worse of their two side ratios, each taken below 1.
 *
 * @param bestPossibleRecall the share of boxes that fit at least one anchor better than the threshold: no training finds more
 * @param anchorsAboveThreshold how many anchors a box fits so, on average
 * @param fitness how well boxes fit their best anchor, on average; 0 for those that fit none above the threshold
 * @param meanBest the same with all boxes counted
 * @param meanAll how well boxes fit all anchors, on average
 */
public record AnchorFit(
        double bestPossibleRecall, double anchorsAboveThreshold, double fitness, double meanBest, double meanAll) {

    /**
     * Measures.
     *
     * @param anchors width, height, width, height ... in pixels
     * @param boxes the same of boxes, at least one
     * @param threshold how many times larger or smaller a side of a box may be than its anchor's
     */
    static AnchorFit of(float[] anchors, float[] boxes, double threshold) {
        float least = (float) (1 / threshold);
        long recalled = 0;
        long above = 0;
        double fitness = 0;
        double best = 0;
        double all = 0;
        for (int box = 0; box < boxes.length; box += 2) {
            float bestOfBox = 0;
            for (int anchor = 0; anchor < anchors.length; anchor += 2) {
                float fit = Math.min(ratio(boxes[box], anchors[anchor]), ratio(boxes[box + 1], anchors[anchor + 1]));
                bestOfBox = Math.max(bestOfBox, fit);
                above += fit > least ? 1 : 0;
                all += fit;
            }
            recalled += bestOfBox > least ? 1 : 0;
            fitness += bestOfBox > least ? bestOfBox : 0;
            best += bestOfBox;
        }
        double count = boxes.length / 2.0;
        return new AnchorFit(
                recalled / count, above / count, fitness / count, best / count, all / count / (anchors.length / 2.0));
    }

    private static float ratio(float a, float b) {
        float ratio = a / b;
        return Math.min(ratio, 1 / ratio);
    }
}
