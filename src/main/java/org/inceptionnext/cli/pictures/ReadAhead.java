package org.inceptionnext.cli.pictures;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Results of a slow function in the order of its inputs, computed on other threads a bounded number ahead of the one that
 * is taken: pictures are decoded while the network works on the ones before, and memory stays the same however many
 * there are.
 */
final class ReadAhead<I, O> implements Iterator<O>, AutoCloseable {
    private final Iterator<I> inputs;
    private final Function<I, O> function;
    private final int ahead;
    private final ExecutorService threads;
    private final Deque<Future<O>> window = new ArrayDeque<>();

    /**
     * @param inputs only touched by the thread that iterates
     * @param function called by several threads at once
     * @param threadCount how many
     * @param ahead how many results may wait to be taken
     */
    ReadAhead(Iterator<I> inputs, Function<I, O> function, int threadCount, int ahead) {
        this.inputs = inputs;
        this.function = function;
        this.ahead = ahead;
        this.threads = Executors.newFixedThreadPool(threadCount, task -> {
            Thread thread = new Thread(task, "read-ahead");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean hasNext() {
        while (window.size() < ahead && inputs.hasNext()) {
            I input = inputs.next();
            window.add(threads.submit(() -> function.apply(input)));
        }
        return !window.isEmpty();
    }

    /**
     * Returns the next result, waiting for it if need be.
     *
     * @throws IllegalStateException if this thread is interrupted, or around what the function threw
     */
    @Override
    public O next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            return window.remove().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Gives up what has not been taken. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
