package org.inceptionnext.djl.pictures;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long pictures took: added up over threads, so that the first may be more than has passed. For any number of threads.
 */
public final class PictureTimes {
    private static final double NANOS_PER_MILLI = 1e6;

    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong preparing = new AtomicLong();
    private final AtomicLong network = new AtomicLong();
    private final AtomicLong answering = new AtomicLong();

    void addPreparation(long nanos) {
        preparing.addAndGet(nanos);
    }

    void addBatch(int count, long nanos) {
        pictures.addAndGet(count);
        network.addAndGet(nanos);
    }

    /** Those of an answer are taken for the network's until it says otherwise. */
    void addAnswer(long nanos) {
        answering.addAndGet(nanos);
        network.addAndGet(-nanos);
    }

    /** Returns how many milliseconds it took to make the network's input of a decoded picture, on a thread beside the network's. */
    public double preparationMillis() {
        return perPicture(preparing);
    }

    /** Returns how many milliseconds a picture took in the network, its way in and out included. */
    public double networkMillis() {
        return perPicture(network);
    }

    /** Returns how many milliseconds it took from the network's numbers to an answer: suppression, for a detector. */
    public double answerMillis() {
        return perPicture(answering);
    }

    private double perPicture(AtomicLong nanos) {
        return pictures.get() == 0 ? 0 : nanos.get() / NANOS_PER_MILLI / pictures.get();
    }
}
