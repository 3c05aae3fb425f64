package org.inceptionnext.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model may exist, but what a registry says of it cannot be used: the registry cannot be read, the card is malformed, the
 * signature does not hold, the version was withdrawn. The message says which.
 */
public final class RegistryException extends UnknownModelException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is in the way. */
    public enum Reason {
        /** A registry could not be read. */
        UNREADABLE,
        /** The model's card is not what a card must be. */
        MALFORMED_CARD,
        /** The version is not as a trusted key signed it. */
        NOT_VOUCHED_FOR,
        /** The version is there and not to be used any more. */
        YANKED
    }

    RegistryException(Reason reason, String message, String name, @Nullable Throwable cause) {
        super(message, name, List.of());
        this.reason = reason;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** Returns what is in the way. */
    public Reason reason() {
        return reason;
    }
}
