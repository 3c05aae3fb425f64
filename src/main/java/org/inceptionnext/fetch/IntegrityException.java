package org.inceptionnext.fetch;

import java.io.IOException;

/** Bytes are not those that the card states; nothing was made of them. */
public final class IntegrityException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Claim claim;
    private final String actual;

    /**
     * What the bytes should have been.
     *
     * @param algorithm {@code SHA-256}, {@code size in bytes} or {@code tensor digest}
     * @param expected the value that the card states
     * @param subject the file or resource that was checked
     * @param source who stated the value
     */
    record Claim(String algorithm, String expected, String subject, String source) {}

    IntegrityException(Claim claim, String actual) {
        super("%s: %s is %s, expected %s (stated by %s). Nothing was loaded."
                .formatted(claim.subject(), claim.algorithm(), actual, claim.expected(), claim.source()));
        this.claim = claim;
        this.actual = actual;
    }

    /** Returns what was compared: {@code SHA-256}, {@code size in bytes} or {@code tensor digest}. */
    public String algorithm() {
        return claim.algorithm();
    }

    /** Returns the value that the card states. */
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
