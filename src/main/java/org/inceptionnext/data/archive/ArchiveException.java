package org.inceptionnext.data.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An archive or an entry of it that is damaged, hostile, or of a kind that is not read. The message says what to do. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    ArchiveException(Reason reason, String found) {
        this(reason, found, null);
    }

    ArchiveException(Reason reason, String found, @Nullable Throwable cause) {
        super(found, cause);
        this.reason = reason;
    }

    /** Returns the kind of the failure. */
    public Reason reason() {
        return reason;
    }

    /** Why an archive is refused. */
    public enum Reason {
        /** The bytes contradict their format, or the end is missing. */
        DAMAGED,
        /** It would cost far more time or memory than an archive of pictures does. */
        TOO_LARGE,
        /** A name that leads out of the archive. */
        UNSAFE_NAME,
        /** Encrypted, or packed in a way that is not read. */
        UNSUPPORTED,
        /** An optional library is not on the class path. */
        MISSING_LIBRARY
    }
}
