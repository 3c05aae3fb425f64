package org.inceptionnext.train.batch;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.EpochOrder;
import org.inceptionnext.data.load.LoadPlan;

/** Batches of vectors that stand for pictures, in the order in which the pictures themselves would come. */
public final class VectorBatches implements Batches {
    private final List<LabelledSample> samples;
    private final Vectors vectors;
    private final LoadPlan plan;
    private final int batchSize;
    private final boolean whole;

    /** Where vectors are from. */
    @FunctionalInterface
    public interface Vectors {
        /** Returns that of a sample, by its index in the list. */
        float[] vector(int index);
    }

    /**
     * @param samples at least one
     * @param whole whether a last batch with fewer samples is left out, unless it is the only one
     */
    public VectorBatches(List<LabelledSample> samples, Vectors vectors, LoadPlan plan, int batchSize, boolean whole) {
        this.samples = samples;
        this.vectors = vectors;
        this.plan = plan;
        this.batchSize = Math.min(batchSize, samples.size());
        this.whole = whole;
    }

    @Override
    public int count() {
        return whole ? samples.size() / batchSize : (samples.size() + batchSize - 1) / batchSize;
    }

    @Override
    public void forEach(int epoch, int from, Taker taker) throws IOException {
        int[] order = plan.shuffle()
                ? EpochOrder.shuffled(samples.size(), plan.seed(), epoch)
                : EpochOrder.plain(samples.size());
        int width = vectors.vector(0).length;
        DirectFloats memory = DirectFloats.allocate(Math.multiplyExact(batchSize, width));
        for (int number = from; number < count(); number++) {
            int first = number * batchSize;
            int size = Math.min(batchSize, samples.size() - first);
            int[] labels = new int[size];
            List<Draw> draws = new ArrayList<>();
            FloatBuffer numbers = memory.floats();
            for (int i = 0; i < size; i++) {
                int index = order[first + i];
                labels[i] = samples.get(index).label();
                draws.add(new Draw(plan.seed(), epoch, first + i, index));
                numbers.put(vectors.vector(index));
            }
            if (!taker.take(number, new Batch(memory.first(size * width), labels, draws))) {
                return;
            }
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
