package org.inceptionnext.cli.console;

import java.io.IOException;
import java.io.Serial;

/** The reader of standard output has ended ({@code inx ... | head -1}): the work is over, and nothing went wrong. */
public final class ClosedPipeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Keeps what the system said. */
    public ClosedPipeException(IOException cause) {
        super(cause);
    }
}
