package org.inceptionnext.data.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The samples of one epoch, in order; each is being made before it is asked for, as far ahead as the budget allows.
 *
 * @param <S> a sample
 * @param <T> what the consumer takes
 */
public final class LoadedEpoch<S, T> implements Iterator<Loaded<S, T>>, AutoCloseable {
    /** What a sample is taken to need before the first one is there: a float tensor of 224 x 224. */
    private static final long FIRST_GUESS_BYTES = 3L * 224 * 224 * 4;

    private final PrefetchingLoader<S, T> loader;
    private final int epoch;
    private final int[] order;
    private final Deque<Future<Loaded<S, T>>> window = new ArrayDeque<>();
    private int nextToStart;
    private long largestBytes = FIRST_GUESS_BYTES;
    private boolean isGuess = true;

    LoadedEpoch(PrefetchingLoader<S, T> loader, int epoch, int[] order, int fromPosition) {
        this.loader = loader;
        this.epoch = epoch;
        this.order = order;
        this.nextToStart = fromPosition;
    }

    @Override
    public boolean hasNext() {
        startAhead();
        return !window.isEmpty();
    }

    /**
     * Returns the next one, waiting for it if need be.
     *
     * @throws NoSuchElementException behind the last
     * @throws IllegalStateException if this thread is interrupted, or the loader is closed
     */
    @Override
    public Loaded<S, T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            Loaded<S, T> loaded = window.remove().get();
            measure(loaded);
            startAhead();
            return loaded;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a sample", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a transform failed", e.getCause());
        }
    }

    /** The largest sample so far stands for all that wait: what is bounded may be less than the budget, never more. */
    private void measure(Loaded<S, T> loaded) {
        if (loaded instanceof Loaded.Ready<S, T> ready) {
            long bytes = Math.max(1, loader.sizeBytes().applyAsLong(ready.value()));
            largestBytes = isGuess ? bytes : Math.max(largestBytes, bytes);
            isGuess = false;
        }
    }

    private void startAhead() {
        long mayWait = Math.max(1, loader.plan().budgetBytes() / largestBytes);
        // Of the first samples none has been weighed: no more of them than there are threads.
        long limit = isGuess ? Math.min(mayWait, loader.plan().threads()) : mayWait;
        while (nextToStart < order.length && window.size() < limit) {
            int position = nextToStart++;
            Draw draw = new Draw(loader.plan().seed(), epoch, position, order[position]);
            window.add(loader.threads().submit(() -> load(draw)));
        }
    }

    private Loaded<S, T> load(Draw draw) {
        S sample = loader.sample(draw.index());
        try {
            return new Loaded.Ready<>(sample, draw, loader.transform().apply(sample, draw));
        } catch (IOException e) {
            return new Loaded.Failed<>(sample, draw, e);
        } catch (OutOfMemoryError e) {
            // One huge picture is no reason to give up on the others.
            return new Loaded.Failed<>(
                    sample, draw, new IOException("too large for Java's memory (JDK_JAVA_OPTIONS=-Xmx...)", e));
        }
    }

    /** Gives up what has not been taken. */
    @Override
    public void close() {
        nextToStart = order.length;
        window.forEach(future -> future.cancel(true));
        window.clear();
    }
}
