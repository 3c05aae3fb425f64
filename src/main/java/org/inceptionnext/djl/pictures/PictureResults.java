package org.inceptionnext.djl.pictures;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.inceptionnext.data.PassedOver;
import org.inceptionnext.data.Picture;

/**
 * The results of pictures, one for each, in their order; computed when they are asked for. Can be gone through once, by one
 * thread.
 *
 * @param <O> the type of an answer
 */
public final class PictureResults<O> implements Iterator<PictureResult<O>>, Iterable<PictureResult<O>>, AutoCloseable {
    /** Of pictures that are kept with their answers: a batch ends where there are more. */
    private static final long MOST_PIXEL_BYTES = 128 << 20;

    private final PicturePredictor<O> predictor;
    private final Iterator<Picture> pictures;
    private final ReadAhead readAhead;
    private final Supplier<PassedOver> passedOver;
    private final Runnable close;
    private final Deque<PictureResult<O>> results = new ArrayDeque<>();
    private long networkNanos;

    /**
     * Where the time went.
     *
     * @param readingNanos reading, decoding and preparing pictures, all threads together
     * @param networkNanos waiting for the network's answers
     */
    public record Times(long readingNanos, long networkNanos) {}

    PictureResults(
            PicturePredictor<O> predictor,
            Iterator<Picture> pictures,
            ReadAhead readAhead,
            Supplier<PassedOver> passedOver,
            Runnable close) {
        this.predictor = predictor;
        this.pictures = pictures;
        this.readAhead = readAhead;
        this.passedOver = passedOver;
        this.close = close;
    }

    /** Returns whether there is one more; begins to read, and does not wait. */
    @Override
    public boolean hasNext() {
        return !results.isEmpty() || readAhead.fill(pictures);
    }

    /**
     * Returns the next result.
     *
     * @throws PredictionException if the model cannot be loaded, or fails
     * @throws NoSuchElementException if there is none
     */
    @Override
    public PictureResult<O> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (results.isEmpty()) {
            answer(batch());
        }
        return results.remove();
    }

    /** Before the model is there, a picture that fails is answered at once: perhaps no other is readable. */
    private List<ReadAhead.Prepared> batch() {
        List<ReadAhead.Prepared> batch = new ArrayList<>(List.of(readAhead.take()));
        boolean failed = batch.get(0) instanceof ReadAhead.Prepared.Failed;
        long pixelBytes = pixelBytes(batch.get(0));
        while (!(failed && !predictor.isLoaded())
                && batch.size() < predictor.batchSize()
                && pixelBytes < MOST_PIXEL_BYTES
                && readAhead.fill(pictures)) {
            ReadAhead.Prepared next = readAhead.take();
            pixelBytes += pixelBytes(next);
            batch.add(next);
        }
        return batch;
    }

    private static long pixelBytes(ReadAhead.Prepared prepared) {
        return prepared instanceof ReadAhead.Prepared.Ready ready ? ready.pixelBytes() : 0;
    }

    private void answer(List<ReadAhead.Prepared> batch) {
        List<InputPicture> inputs = new ArrayList<>();
        for (ReadAhead.Prepared prepared : batch) {
            if (prepared instanceof ReadAhead.Prepared.Ready ready) {
                inputs.add(ready.input());
            }
        }
        long startNanos = System.nanoTime();
        Iterator<O> answers = (inputs.isEmpty() ? List.<O>of() : predictor.answers(inputs)).iterator();
        networkNanos += System.nanoTime() - startNanos;
        for (ReadAhead.Prepared prepared : batch) {
            if (prepared instanceof ReadAhead.Prepared.Ready ready) {
                results.add(new PictureResult.Answered<>(ready.picture(), answers.next(), ready.pixels()));
            } else if (prepared instanceof ReadAhead.Prepared.Failed failed) {
                results.add(new PictureResult.Failed<>(failed.picture(), failed.cause()));
            }
        }
    }

    /** Returns what was seen in folders and archives so far and not taken for a picture. */
    public PassedOver passedOver() {
        return passedOver.get();
    }

    /** Returns where the time went so far. */
    public Times times() {
        return new Times(readAhead.readingNanos(), networkNanos);
    }

    /** Returns these same results. */
    @Override
    public Iterator<PictureResult<O>> iterator() {
        return this;
    }

    /** Returns these same results as a stream, which closes them when it is closed. */
    public Stream<PictureResult<O>> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /** Gives up what has not been asked for. */
    @Override
    public void close() {
        readAhead.close();
        close.run();
    }
}
