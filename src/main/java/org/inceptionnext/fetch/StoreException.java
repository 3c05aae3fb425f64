package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The folder that keeps weights cannot be read or written: a full disk, a wrong owner, a file in a folder's place. */
public final class StoreException extends FetchException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with which file, and how another folder is chosen.
     *
     * @param cause what the system said, if it did
     */
    public StoreException(String message, @Nullable IOException cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
