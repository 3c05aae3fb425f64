package org.inceptionnext.runtime;

/**
 * How many callers to expect. As many as were in flight at once the last time, before nobody was: then the first to come is
 * probably not the only one, and it pays to wait a moment for the others before the cores are shared out. Where the last one was
 * alone, nobody is waited for. Times are those of {@link System#nanoTime}. Not thread-safe.
 */
final class ConcurrencyEstimator {
    private final long patienceNanos;
    private int inFlight;
    private int most;
    private int expected;
    private long begin;

    /**
     * @param patienceNanos how long the first one waits at most
     */
    ConcurrencyEstimator(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    void enter(long now) {
        if (inFlight == 0) {
            expected = most;
            most = 0;
            begin = now;
        }
        inFlight++;
        most = Math.max(most, inFlight);
    }

    void leave() {
        inFlight--;
    }

    /**
     * Returns whether more callers are probably about to come.
     *
     * @param here how many are here
     * @param enough how many are as good as more
     */
    boolean isGathering(int here, int enough, long now) {
        return here < Math.min(expected, enough) && now - begin < patienceNanos;
    }
}
