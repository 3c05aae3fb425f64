package org.inceptionnext.djl.pictures;

/**
 * How many bytes the finished pictures hold that wait to be taken. Whoever would read one more while they are too many waits, unless
 * it is the one that is taken next: then nobody else can go on.
 */
final class WaitingBytes {
    private final long most;
    private long held;
    private long taken;

    WaitingBytes(long most) {
        this.most = most;
    }

    /**
     * Waits until a picture may be read.
     *
     * @param number of the picture, counted from 0 in the order in which they are taken
     * @throws InterruptedException if nobody wants it any more
     */
    synchronized void awaitRoom(long number) throws InterruptedException {
        while (held >= most && number > taken) {
            wait();
        }
    }

    /** Notes a picture that has been read. */
    synchronized void add(long bytes) {
        held += bytes;
    }

    /** Notes that the next picture was taken. */
    synchronized void take(long bytes) {
        held -= bytes;
        taken++;
        notifyAll();
    }
}
