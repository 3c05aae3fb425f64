package org.inceptionnext.djl.pictures;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.data.PassedOver;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.jspecify.annotations.Nullable;

/**
 * Runs many pictures through one model: they are read and prepared on other threads ahead of the network, answered in batches,
 * and each gets a result or an error of its own, in their order. However many there are, a few batches are in memory.
 *
 * <pre>{@code
 * try (PicturePredictor<Classifications> predictor = PicturePredictor.of(model);
 *         PictureResults<Classifications> results = predictor.predict(PictureSource.of(List.of("photos")))) {
 *     for (PictureResult<Classifications> result : results) { ... }
 * }
 * }</pre>
 *
 * <p>For one thread at a time.
 *
 * @param <O> what the model answers for a picture
 */
public final class PicturePredictor<O> implements AutoCloseable {
    private static final int BATCH_SIZE = 8;

    private final InputTransform transform;
    private final ModelSource<O> source;
    private final boolean ownsModel;
    private PictureTimes times = new PictureTimes();
    private int batchSize = BATCH_SIZE;
    private int readers = Runtime.getRuntime().availableProcessors();
    private boolean keepsPixels;
    private @Nullable ZooModel<?, O> model;
    private @Nullable Predictor<InputPicture, O> predictor;

    /** Loads a model when the first picture is there that could go through it. */
    @FunctionalInterface
    public interface ModelSource<O> {
        /**
         * Loads the model, with this library's own translator.
         *
         * @throws ModelException if DJL cannot load it
         * @throws IOException if its weights cannot be read, or are wrong
         */
        ZooModel<?, O> load() throws ModelException, IOException;
    }

    private PicturePredictor(InputTransform transform, ModelSource<O> source, boolean ownsModel) {
        this.transform = transform;
        this.source = source;
        this.ownsModel = ownsModel;
    }

    /**
     * Returns a predictor of a model, which stays the caller's.
     *
     * @param model loaded with one of this library's translator factories, for an input type other than {@code NDList}
     * @throws IllegalArgumentException if it has another translator
     */
    public static <O> PicturePredictor<O> of(ZooModel<?, O> model) {
        return new PicturePredictor<>(translator(model).transform(), () -> model, false);
    }

    /**
     * Returns a predictor of a model that is loaded when it is needed, and closed with the predictor. Pictures are read and
     * prepared meanwhile.
     *
     * @param transform the model's
     */
    public static <O> PicturePredictor<O> loading(InputTransform transform, ModelSource<O> source) {
        return new PicturePredictor<>(transform, source, true);
    }

    private static <O> PictureTranslator<?, O> translator(ZooModel<?, O> model) {
        if (model.getTranslator() instanceof PictureTranslator<?, O> ours) {
            return ours;
        }
        throw new IllegalArgumentException(
                "the model's translator is " + model.getTranslator().getClass().getName()
                        + "; load it with this library's own translator factory, and an input type such as Path");
    }

    /** Sets how many pictures go through the network at once, 8 unless set; returns this. */
    public PicturePredictor<O> batchSize(int pictures) {
        if (pictures < 1) {
            throw new IllegalArgumentException("a batch of " + pictures + " pictures; allowed is 1 and more");
        }
        this.batchSize = pictures;
        return this;
    }

    /**
     * Sets how many threads read and prepare pictures ahead of the network, one for each core unless set; returns this.
     *
     * @param threads 0: the thread that asks for results does it. For callers who have a thread for each core already
     */
    public PicturePredictor<O> readers(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException(threads + " readers; allowed is 0 and more");
        }
        this.readers = threads;
        return this;
    }

    /** Lets results hold the decoded pictures too; returns this. */
    public PicturePredictor<O> keepingPixels() {
        this.keepsPixels = true;
        return this;
    }

    /** Begins with a source's pictures; close the results. */
    public PictureResults<O> predict(PictureSource pictures) {
        PictureWalk walk = pictures.walk();
        return new PictureResults<>(this, walk, readAhead(), walk::passedOver, walk::close);
    }

    /**
     * Begins with pictures; close the results.
     *
     * @param pictures asked for by the thread that asks for results, some ahead of these
     */
    public PictureResults<O> predict(Iterator<Picture> pictures) {
        PassedOver none = new PassedOver(Map.of());
        return new PictureResults<>(this, pictures, readAhead(), () -> none, () -> {});
    }

    private ReadAhead readAhead() {
        return new ReadAhead(transform, batchSize, keepsPixels, readers);
    }

    /** Sets where it is noted how long pictures take, before the first; returns this. */
    public PicturePredictor<O> timedBy(PictureTimes clock) {
        this.times = clock;
        return this;
    }

    int batchSize() {
        return batchSize;
    }

    boolean isLoaded() {
        return predictor != null;
    }

    /**
     * Loads the model, if that has not been done.
     *
     * @throws PredictionException if it cannot be loaded
     */
    public void load() {
        if (predictor != null) {
            return;
        }
        try {
            ZooModel<?, O> loaded = source.load();
            this.model = loaded;
            this.predictor = loaded.newPredictor(translator(loaded).forPrepared(times));
        } catch (ModelException | IOException e) {
            throw new PredictionException(e);
        }
    }

    List<O> answers(List<InputPicture> pictures) {
        load();
        Predictor<InputPicture, O> ready = predictor;
        if (ready == null || pictures.isEmpty()) {
            return List.of();
        }
        long begin = System.nanoTime();
        try {
            List<O> answers = ready.batchPredict(pictures);
            times.addBatch(pictures.size(), System.nanoTime() - begin);
            return answers;
        } catch (TranslateException e) {
            throw new PredictionException(e);
        }
    }

    /** Closes the model too, if it was loaded here. */
    @Override
    public void close() {
        if (predictor != null) {
            predictor.close();
        }
        if (model != null && ownsModel) {
            model.close();
        }
    }
}
