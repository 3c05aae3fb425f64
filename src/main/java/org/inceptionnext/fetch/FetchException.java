package org.inceptionnext.fetch;

import java.io.IOException;

/** Weights could not be brought to this machine; the message says what to do instead. */
public final class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
        super(message);
    }
}
