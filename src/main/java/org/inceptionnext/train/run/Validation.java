package org.inceptionnext.train.run;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.List;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.evaluate.classification.ClassificationEvaluator;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Value;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.batch.Batch;
import org.inceptionnext.train.batch.Batches;

/** How good a network is on the pictures that it does not learn from, in the figures of {@code inx eval}. */
final class Validation {
    private final Batches batches;
    private final List<LabelledSample> samples;
    private final List<String> classes;
    private final Preprocessing preprocessing;

    /**
     * @param samples what the batches are of
     * @param classes their names
     */
    Validation(Batches batches, List<LabelledSample> samples, List<String> classes, Preprocessing preprocessing) {
        this.batches = batches;
        this.samples = samples;
        this.classes = classes;
        this.preprocessing = preprocessing;
    }

    /**
     * Judges all pictures.
     *
     * @throws NonFiniteLossException if an answer is no number
     */
    ClassificationReport run(Learner learner) throws IOException {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(classes);
        Graph graph = learner.block().graph();
        batches.forEach(0, 0, (number, batch) -> {
            float[] logits = learner.logits(batch.pictures(), shape(batch, graph, preprocessing));
            for (int i = 0; i < batch.size(); i++) {
                String key = samples.get(batch.draws().get(i).index()).key();
                evaluator.add(key, batch.labels()[i], probabilities(logits, i * classes.size(), key));
            }
            return true;
        });
        return evaluator.report();
    }

    /** Returns the shape of a batch for a network: pictures, or vectors if it reads such. */
    static Shape shape(Batch batch, Graph graph, Preprocessing preprocessing) {
        return graph.input().shape() instanceof Value.Shape.Vector vector
                ? new Shape(batch.size(), vector.channels())
                : new Shape(batch.size(), 3, preprocessing.height(), preprocessing.width());
    }

    private float[] probabilities(float[] logits, int from, String key) throws NonFiniteLossException {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes.size(); c++) {
            largest = Math.max(largest, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes.size(); c++) {
            sum += Math.exp(logits[from + c] - largest);
        }
        if (!Double.isFinite(sum)) {
            throw new NonFiniteLossException("validation: the answer for " + key
                    + " is no number. A smaller rate (--set rate=...) or clip=1 usually helps.");
        }
        float[] probabilities = new float[classes.size()];
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = (float) (Math.exp(logits[from + c] - largest) / sum);
        }
        return probabilities;
    }
}
