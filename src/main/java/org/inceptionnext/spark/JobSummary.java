package org.inceptionnext.spark;

import java.util.Locale;

/**
 * What a {@link Job} did.
 *
 * @param pictures how many rows it wrote
 * @param failed how many of them have an error instead of an answer
 * @param leftOut how many rows were in the output before
 * @param seconds how long it took
 */
public record JobSummary(long pictures, long failed, long leftOut, double seconds) {

    /** Returns a sentence. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d pictures in %.1f s (%.1f/s), %d of them failed; %d were there before",
                pictures,
                seconds,
                pictures / Math.max(seconds, 1e-9),
                failed,
                leftOut);
    }
}
