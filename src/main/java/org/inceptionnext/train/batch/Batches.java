package org.inceptionnext.train.batch;

import java.io.IOException;

/** Labelled samples of one part of a data set in batches, epoch by epoch. */
public interface Batches extends AutoCloseable {

    /** Returns how many batches an epoch has. */
    int count();

    /** What takes a batch. */
    @FunctionalInterface
    interface Taker {
        /** Takes one; returns whether it wants more. */
        boolean take(int number, Batch batch) throws IOException;
    }

    /**
     * Gives the batches of an epoch, one after the other; their memory is used again.
     *
     * @param epoch counted from 0
     * @param from the first to give
     * @throws IOException if a sample cannot be read
     */
    void forEach(int epoch, int from, Taker taker) throws IOException;

    @Override
    void close();
}
