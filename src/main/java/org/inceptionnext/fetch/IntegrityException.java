package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.Serializable;

/** Bytes are not those that were stated; nothing was made of them. */
public final class IntegrityException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Claim claim;
    private final String actual;

    static final String NOT_OURS =
            "Nothing was loaded. Try another network or another source; if it stays so, report it to"
                    + " the publisher: the file was changed, there or on the way.";

    /**
     * What the bytes should have been.
     *
     * @param algorithm {@code SHA-256}, {@code size in bytes} or {@code tensor digest}
     * @param expected the value that was stated
     * @param subject the file or resource that was checked
     * @param source who stated the value
     */
    public record Claim(String algorithm, String expected, String subject, String source) implements Serializable {}

    public IntegrityException(Claim claim, String actual) {
        this(claim, actual, NOT_OURS);
    }

    /**
     * @param nextStep what the user can do
     */
    public IntegrityException(Claim claim, String actual, String nextStep) {
        super("%s: %s is %s, expected %s (stated by %s). %s"
                .formatted(claim.subject(), claim.algorithm(), actual, claim.expected(), claim.source(), nextStep));
        this.claim = claim;
        this.actual = actual;
    }

    /** Returns what was compared: {@code SHA-256}, {@code size in bytes} or {@code tensor digest}. */
    public String algorithm() {
        return claim.algorithm();
    }

    /** Returns the value that was stated. */
    public String expected() {
        return claim.expected();
    }

    /** Returns the value that the bytes have. */
    public String actual() {
        return actual;
    }

    /** Returns the file or resource that was checked. */
    public String subject() {
        return claim.subject();
    }

    /** Returns who stated the expected value. */
    public String source() {
        return claim.source();
    }
}
