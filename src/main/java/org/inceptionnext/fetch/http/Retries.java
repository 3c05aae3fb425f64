package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.Timeouts.Backoff;

/** Tries again while that can help. */
public final class Retries {
    /** However much each try gains: a connection that breaks this often is none. */
    private static final int MAX_TRIES = 200;

    private final Backoff backoff;
    private final FetchListener listener;

    /** Something that may fail. */
    @FunctionalInterface
    public interface Try<T> {
        T run() throws IOException;
    }

    public Retries(Backoff backoff, FetchListener listener) {
        this.backoff = backoff;
        this.listener = listener;
    }

    /**
     * Returns the first result.
     *
     * @param gained how many bytes there are so far: a try that added some does not count as a failure
     * @throws TransferException the last failure, with the number of tries
     */
    public <T> T run(LongSupplier gained, Try<T> what) throws IOException {
        int failures = 0;
        for (int tries = 1; ; tries++) {
            long before = gained.getAsLong();
            try {
                return what.run();
            } catch (TransferException e) {
                boolean headway = e.cure() == Cure.AGAIN && gained.getAsLong() > before;
                failures = headway ? 1 : failures + 1;
                if (!isWorthwhile(e.cure()) || failures >= backoff.tries() || tries >= MAX_TRIES) {
                    throw tries == 1
                            ? e
                            : new TransferException(e.cure(), e.problem() + " (tried " + tries + " times)");
                }
                pause(failures, e);
            }
        }
    }

    private void pause(int failures, TransferException failure) throws IOException {
        Duration pause = backoff.pause(failures);
        if (failure.asked().compareTo(backoff.longestAsked()) > 0) {
            throw new TransferException(
                    Cure.OTHER_SOURCE,
                    failure.problem() + ": it asks to be left alone for "
                            + failure.asked().toSeconds() + " s; try again then");
        }
        if (failure.asked().compareTo(pause) > 0) {
            pause = failure.asked();
        }
        listener.note(failure.problem() + "; trying again in " + HttpTransport.seconds(pause));
        Cancelled.sleep(pause);
    }

    private static boolean isWorthwhile(Cure cure) {
        return switch (cure) {
            case AGAIN, AGAIN_IF_FASTER -> true;
            case OTHER_HOST, OTHER_SOURCE -> false;
        };
    }
}
