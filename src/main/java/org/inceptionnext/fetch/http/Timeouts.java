package org.inceptionnext.fetch.http;

import java.time.Duration;

/**
 * How long to wait for what.
 *
 * @param answer for a server to connect and to begin its answer
 * @param firstContact for all servers together, until one of them has answered at all: without a network a person must
 *     learn so soon
 * @param stall for the next bytes of an answer that has begun
 * @param slow how long an answer may come slower than {@code minBytesPerSecond}
 * @param minBytesPerSecond the slowest speed worth waiting for
 * @param backoff between tries of one address
 * @param otherOwner for another thread or process that fetches the same model and makes no headway
 */
public record Timeouts(
        Duration answer,
        Duration firstContact,
        Duration stall,
        Duration slow,
        long minBytesPerSecond,
        Backoff backoff,
        Duration otherOwner) {

    /**
     * The pauses between tries of one address; they double.
     *
     * @param tries how often to try while nothing is gained
     * @param first the first pause
     * @param longest no pause is longer, unless the server asks for one
     * @param longestAsked a server that asks for more than this is given up
     */
    public record Backoff(int tries, Duration first, Duration longest, Duration longestAsked) {

        /** Returns the pause after so many failures in a row. */
        Duration pause(int failures) {
            Duration pause = first.multipliedBy(1L << Math.min(failures - 1, 16));
            return pause.compareTo(longest) < 0 ? pause : longest;
        }
    }

    /** What the Hugging Face client uses, where it has a rule: 10 s to answer, five tries, 1 to 8 s between them. */
    public static final Timeouts DEFAULTS = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(9),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            4 * 1024,
            new Backoff(5, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(60)),
            Duration.ofMinutes(2));
}
