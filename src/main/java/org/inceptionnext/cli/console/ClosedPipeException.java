package org.inceptionnext.cli.console;

import java.io.IOException;
import java.io.Serial;

/** Nobody reads standard output any more ({@code inx ... | head -1}): the work is over, and nothing went wrong. */
public final class ClosedPipeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
        super(cause);
    }
}
