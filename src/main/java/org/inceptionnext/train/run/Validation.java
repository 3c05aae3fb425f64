package org.inceptionnext.train.run;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.batch.Batch;
import org.inceptionnext.train.batch.PictureBatches;

/** How good a network is on the pictures that it does not learn from. */
final class Validation {
    private static final int TOP = 5;

    private final PictureBatches batches;
    private final Preprocessing preprocessing;
    private double lossSum;
    private long right;
    private long nearlyRight;
    private long all;

    Validation(PictureBatches batches, Preprocessing preprocessing) {
        this.batches = batches;
        this.preprocessing = preprocessing;
    }

    /** Judges all pictures. */
    void run(Learner learner) throws IOException {
        lossSum = 0;
        right = 0;
        nearlyRight = 0;
        all = 0;
        batches.forEach(0, 0, (number, batch) -> {
            judge(batch, learner.logits(batch.pictures(), shape(batch, preprocessing)));
            return true;
        });
    }

    static Shape shape(Batch batch, Preprocessing preprocessing) {
        return new Shape(batch.size(), 3, preprocessing.height(), preprocessing.width());
    }

    private void judge(Batch batch, float[] logits) {
        int classes = logits.length / batch.size();
        for (int i = 0; i < batch.size(); i++) {
            int label = batch.labels()[i];
            float own = logits[i * classes + label];
            double largest = Double.NEGATIVE_INFINITY;
            int before = 0;
            for (int c = 0; c < classes; c++) {
                float other = logits[i * classes + c];
                largest = Math.max(largest, other);
                // Of equal answers the first class counts.
                before += other > own || (other == own && c < label) ? 1 : 0;
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[i * classes + c] - largest);
            }
            lossSum += largest + Math.log(sum) - own;
            right += before == 0 ? 1 : 0;
            nearlyRight += before < TOP ? 1 : 0;
            all++;
        }
    }

    double loss() {
        return lossSum / all;
    }

    double top1() {
        return (double) right / all;
    }

    double top5() {
        return (double) nearlyRight / all;
    }
}
