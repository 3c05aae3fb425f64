package org.inceptionnext.train.batch;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.data.load.Loaded;
import org.inceptionnext.data.load.LoadedEpoch;
import org.inceptionnext.data.load.PrefetchingLoader;
import org.inceptionnext.data.load.Transform;

/** Pictures of one part of a data set in batches, made ahead on other threads. */
public final class PictureBatches implements Batches {
    /** How many batches are made ahead, so that neither side waits for the other's slower moments. */
    private static final int AHEAD = 3;

    private final PrefetchingLoader<LabelledSample, PreparedPicture> loader;
    private final int batchSize;
    private final boolean whole;

    /**
     * @param samples at least one
     * @param transform pictures of one size
     * @param plan order and threads
     * @param whole whether a last batch with fewer pictures is left out, unless it is the only one
     */
    public PictureBatches(
            List<LabelledSample> samples,
            Transform<LabelledSample, PreparedPicture> transform,
            LoadPlan plan,
            int batchSize,
            boolean whole) {
        this.loader = new PrefetchingLoader<>(samples, transform, PreparedPicture::sizeBytes, plan);
        this.batchSize = Math.min(batchSize, samples.size());
        this.whole = whole;
    }

    /**
     * Returns how many bytes of pictures wait at most.
     *
     * @param pixels those of a picture
     */
    public static long aheadBytes(int batchSize, long pixels) {
        return AHEAD * batchSize * 3L * pixels;
    }

    @Override
    public int count() {
        return whole ? loader.size() / batchSize : (loader.size() + batchSize - 1) / batchSize;
    }

    /**
     * Gives the batches of an epoch.
     *
     * @throws DataSetException if a picture cannot be read
     */
    @Override
    public void forEach(int epoch, int from, Taker taker) throws IOException {
        try (LoadedEpoch<LabelledSample, PreparedPicture> samples = loader.epoch(epoch, from * batchSize)) {
            DirectFloats memory = DirectFloats.allocate(0);
            for (int number = from; number < count(); number++) {
                List<Loaded.Ready<LabelledSample, PreparedPicture>> taken =
                        ReadySamples.take(samples, batchSize, LabelledSample::key);
                int length = taken.get(0).value().count();
                int needed = Math.multiplyExact(taken.size(), length);
                if (memory.count() < needed) {
                    memory = DirectFloats.allocate(needed);
                }
                if (!taker.take(number, batch(taken, memory.first(needed)))) {
                    return;
                }
            }
        }
    }

    private static Batch batch(List<Loaded.Ready<LabelledSample, PreparedPicture>> taken, DirectFloats memory) {
        int[] labels = new int[taken.size()];
        List<Draw> draws = new ArrayList<>();
        FloatBuffer numbers = memory.floats();
        int length = numbers.limit() / labels.length;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = taken.get(i).sample().label();
            draws.add(taken.get(i).draw());
            taken.get(i).value().write(numbers, i * length);
        }
        return new Batch(memory, labels, draws);
    }

    @Override
    public void close() {
        loader.close();
    }
}
