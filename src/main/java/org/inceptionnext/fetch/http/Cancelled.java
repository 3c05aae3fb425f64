package org.inceptionnext.fetch.http;

import java.io.InterruptedIOException;
import java.time.Duration;

/** How a fetch ends when its thread is interrupted: what was loaded stays and is continued next time. */
public final class Cancelled {
    private Cancelled() {}

    /** Marks the thread as interrupted again, and returns what to throw. */
    public static InterruptedIOException here(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException cancelled =
                new InterruptedIOException("The fetch was cancelled. What was loaded is kept and continued next time.");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Pauses, unless the thread is interrupted. */
    public static void sleep(Duration pause) throws InterruptedIOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw here(e);
        }
    }
}
