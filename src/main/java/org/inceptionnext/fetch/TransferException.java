package org.inceptionnext.fetch;

import java.io.IOException;
import java.time.Duration;

/** One address did not give a file. Collected into a {@link FetchException}, never thrown out of this package. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What trying again can help. */
    public enum Cure {
        /** A pause: the server or the way to it is disturbed. */
        AGAIN,
        /** The same, but bytes that were gained do not show that it helps: they came too slowly. */
        AGAIN_IF_FASTER,
        /** Nothing here: the host cannot be reached, so its other addresses need not be tried. */
        OTHER_HOST,
        /** Nothing here: the address is wrong or forbidden, or what it gives cannot be used. */
        OTHER_SOURCE
    }

    private final Cure cure;
    private final String problem;
    private final Duration asked;

    public TransferException(Cure cure, String message) {
        this(cure, message, Duration.ZERO);
    }

    /**
     * @param asked how long the server asked to be left alone
     */
    public TransferException(Cure cure, String message, Duration asked) {
        super(message);
        this.cure = cure;
        this.problem = message;
        this.asked = asked;
    }

    public Cure cure() {
        return cure;
    }

    /** Returns what happened, as a clause for a person. */
    public String problem() {
        return problem;
    }

    public Duration asked() {
        return asked;
    }
}
