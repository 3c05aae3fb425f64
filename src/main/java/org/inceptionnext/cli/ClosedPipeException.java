package org.inceptionnext.cli;

import java.io.IOException;
import java.io.Serial;

/** Nobody reads standard output any more ({@code inx ... | head -1}): the work is over, and nothing went wrong. */
final class ClosedPipeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClosedPipeException(IOException cause) {
        super(cause);
    }
}
