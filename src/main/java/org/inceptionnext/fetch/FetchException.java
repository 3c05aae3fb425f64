package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Weights could not be fetched; the message says what was tried and what to do instead. */
public class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final List<Attempt> attempts;

    /**
     * One address that did not give the file.
     *
     * @param url the address, without a signature
     * @param problem what happened there
     */
    public record Attempt(String url, String problem) implements Serializable {}

    public FetchException(String message) {
        this(message, List.of());
    }

    public FetchException(String message, List<Attempt> attempts) {
        super(message);
        this.attempts = List.copyOf(attempts);
    }

    /** Returns what was tried, in order; empty if nothing was, because the network is not to be used. */
    public List<Attempt> attempts() {
        return attempts;
    }
}
