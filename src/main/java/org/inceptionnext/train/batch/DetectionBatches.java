package org.inceptionnext.train.batch;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.RectangularBatches;
import org.inceptionnext.data.load.EpochOrder;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.data.load.Loaded.Ready;
import org.inceptionnext.data.load.LoadedEpoch;
import org.inceptionnext.data.load.PrefetchingLoader;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.network.Size;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;
import org.inceptionnext.train.batch.DetectionLoading.Fit;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LongerSide;
import org.inceptionnext.vision.PictureMapping;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.DetectionAugmentation;
import org.inceptionnext.vision.augment.DetectionAugmenter;
import org.inceptionnext.vision.augment.DetectionAugmenter.Augmented;

/** Pictures with boxes in batches, epoch by epoch, made ahead on other threads. */
public final class DetectionBatches implements AutoCloseable {
    private static final int CHANNELS = 3;
    private static final int AS_THEY_ARE = 0;

    private final PrefetchingLoader<BoxedPicture, DetectionSample> loader;
    private final IntFunction<int[]> orders;
    private final IntBinaryOperator sides;
    private final int batchSize;

    /** @param sides to which side the squares of an epoch's batch are scaled; 0: as they are */
    private DetectionBatches(
            List<BoxedPicture> pictures,
            Transform<BoxedPicture, DetectionSample> transform,
            IntFunction<int[]> orders,
            IntBinaryOperator sides,
            int batchSize,
            LoadPlan plan) {
        this.loader = new PrefetchingLoader<>(pictures, transform, DetectionSample::sizeBytes, plan);
        this.orders = orders;
        this.sides = sides;
        this.batchSize = batchSize;
    }

    /**
     * Returns pictures to learn from, each epoch in an order of its own.
     *
     * @param pictures at least one
     * @param draws the run's random numbers
     * @param plan seed, threads, and how many bytes may wait
     */
    public static DetectionBatches training(
            List<BoxedPicture> pictures, DetectionLoading loading, Draws draws, LoadPlan plan) {
        return training(
                pictures, loading, draws, plan, epoch -> EpochOrder.shuffled(pictures.size(), plan.seed(), epoch));
    }

    /**
     * Returns pictures to learn from, each epoch in an order that the caller draws: more often what is learned badly.
     *
     * @param pictures at least one
     * @param draws the run's random numbers
     * @param orders indices of pictures for an epoch, as many as there are pictures; asked for when the epoch begins
     */
    public static DetectionBatches training(
            List<BoxedPicture> pictures,
            DetectionLoading loading,
            Draws draws,
            LoadPlan plan,
            IntFunction<int[]> orders) {
        SizedPictures sized =
                new SizedPictures(pictures, new LongerSide(loading.imageSize(), false), loading.cacheBytes());
        DetectionAugmenter augmenter = new DetectionAugmenter(
                loading.augmentation().orElse(DetectionAugmentation.NONE), sized, loading.imageSize());
        Transform<BoxedPicture, DetectionSample> transform = (picture, draw) -> {
            SplittableRandom random = draws.of(draw.epoch(), draw.position(), Purpose.AUGMENTATION);
            Augmented augmented = augmenter.apply(draw.index(), random);
            return new DetectionSample(augmented.pixels(), augmented.rows(), Optional.empty());
        };
        IntBinaryOperator sides = (epoch, number) -> loading.multiScale()
                ? MultiScale.side(loading.imageSize(), loading.stride(), draws.of(epoch, number, Purpose.SCALE))
                : AS_THEY_ARE;
        return new DetectionBatches(pictures, transform, orders, sides, loading.batchSize(), plan);
    }

    /**
     * Returns pictures to measure with, as YOLOv5's validation sees them: square and in the list's order, or sorted by shape in
     * batches that are as small as they can be. Pictures are enlarged to the network's size, never beyond.
     *
     * @param pictures at least one
     */
    public static DetectionBatches validation(List<BoxedPicture> pictures, DetectionLoading loading, LoadPlan plan) {
        SizedPictures sized =
                new SizedPictures(pictures, new LongerSide(loading.imageSize(), true), loading.cacheBytes());
        if (loading.fit() == Fit.SQUARE) {
            Letterbox frame = new Letterbox(loading.imageSize(), loading.imageSize(), false, loading.stride(), false);
            int[] order = EpochOrder.plain(pictures.size());
            return measured(pictures, new PlacedPictures(sized, position -> frame), order, loading, plan);
        }
        RectangularBatches batches = RectangularBatches.of(
                pictures,
                loading.batchSize(),
                loading.imageSize(),
                loading.stride(),
                RectangularBatches.VALIDATION_PADDING);
        PlacedPictures placed =
                new PlacedPictures(sized, position -> batches.frames().get(position / loading.batchSize()));
        return measured(pictures, placed, batches.order(), loading, plan);
    }

    private static DetectionBatches measured(
            List<BoxedPicture> pictures, PlacedPictures placed, int[] order, DetectionLoading loading, LoadPlan plan) {
        return new DetectionBatches(
                pictures, placed, epoch -> order, (epoch, number) -> AS_THEY_ARE, loading.batchSize(), plan);
    }

    /** Returns how many batches an epoch has; the last may be smaller. */
    public int count() {
        return (loader.size() + batchSize - 1) / batchSize;
    }

    /** What takes a batch. */
    @FunctionalInterface
    public interface Taker {
        /** Takes one; returns whether it wants more. */
        boolean take(int number, DetectionBatch batch) throws IOException;
    }

    /**
     * Gives the batches of an epoch, one after the other; their memory is used again.
     *
     * @param epoch counted from 0
     * @param from the first to give
     * @throws DataSetException if a picture cannot be read
     * @throws IOException if the taker fails so
     */
    public void forEach(int epoch, int from, Taker taker) throws IOException {
        int[] order = orders.apply(epoch);
        try (LoadedEpoch<BoxedPicture, DetectionSample> samples =
                loader.epoch(epoch, order, Math.min(from * batchSize, order.length))) {
            DirectFloats memory = DirectFloats.allocate(0);
            for (int number = from; number < count(); number++) {
                List<Ready<BoxedPicture, DetectionSample>> taken = ReadySamples.take(
                        samples, batchSize, picture -> picture.file().toString());
                Size size = size(taken.get(0).value().pixels(), sides.applyAsInt(epoch, number));
                int needed = Math.toIntExact(CHANNELS * size.area() * taken.size());
                if (memory.count() < needed) {
                    memory = DirectFloats.allocate(needed);
                }
                if (!taker.take(number, batch(taken, size, memory.first(needed)))) {
                    return;
                }
            }
        }
    }

    private static Size size(Pixels first, int side) {
        return side == AS_THEY_ARE ? new Size(first.height(), first.width()) : new Size(side, side);
    }

    private static DetectionBatch batch(
            List<Ready<BoxedPicture, DetectionSample>> taken, Size size, DirectFloats memory) {
        FloatBuffer numbers = memory.floats();
        int length = numbers.limit() / taken.size();
        for (int place = 0; place < taken.size(); place++) {
            Pixels pixels = taken.get(place).value().pixels();
            if (pixels.height() == size.height()) {
                pixels.writePlanes(numbers, place * length);
            } else {
                MultiScale.write(pixels, size.height(), numbers, place * length);
            }
        }
        List<PictureMapping> mappings = taken.stream()
                .flatMap(ready -> ready.value().mapping().stream())
                .toList();
        return new DetectionBatch(
                memory,
                size.height(),
                size.width(),
                targets(taken),
                taken.stream().map(Ready::sample).toList(),
                taken.stream().map(Ready::draw).toList(),
                mappings);
    }

    private static float[] targets(List<Ready<BoxedPicture, DetectionSample>> taken) {
        int count = taken.stream()
                .mapToInt(ready -> ready.value().targets().length / DetectionSample.TARGET_FIELDS)
                .sum();
        float[] rows = new float[count * DetectionBatch.TARGET_FIELDS];
        int to = 0;
        for (int place = 0; place < taken.size(); place++) {
            float[] targets = taken.get(place).value().targets();
            for (int from = 0; from < targets.length; from += DetectionSample.TARGET_FIELDS) {
                rows[to] = place;
                System.arraycopy(targets, from, rows, to + 1, DetectionSample.TARGET_FIELDS);
                to += DetectionBatch.TARGET_FIELDS;
            }
        }
        return rows;
    }

    @Override
    public void close() {
        loader.close();
    }
}
