package org.inceptionnext.train.run;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Value;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.batch.Batch;
import org.inceptionnext.train.batch.Batches;

/** How good a network is on the pictures that it does not learn from. */
final class Validation {
    private static final int TOP = 5;

    private final Batches batches;
    private final Preprocessing preprocessing;
    private double lossSum;
    private long right;
    private long nearlyRight;
    private long all;

    Validation(Batches batches, Preprocessing preprocessing) {
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
            judge(
                    batch,
                    learner.logits(
                            batch.pictures(), shape(batch, learner.block().graph(), preprocessing)));
            return true;
        });
    }

    /** Returns the shape of a batch for a network: pictures, or vectors if it reads such. */
    static Shape shape(Batch batch, Graph graph, Preprocessing preprocessing) {
        return graph.input().shape() instanceof Value.Shape.Vector vector
                ? new Shape(batch.size(), vector.channels())
                : new Shape(batch.size(), 3, preprocessing.height(), preprocessing.width());
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
