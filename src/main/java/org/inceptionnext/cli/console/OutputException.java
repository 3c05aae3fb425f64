package org.inceptionnext.cli.console;

import java.io.IOException;
import java.io.Serial;

/**
 * A result could not be written: standard output or a file failed. The command ends at once, since what follows would be
 * lost too. Unchecked, so that no loop over inputs takes it for the failure of one input.
 */
public final class OutputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what could not be written, and why.
     *
     * @param what {@code standard output}, or the file's path
     * @param cause what the system said
     */
    public OutputException(String what, IOException cause) {
        super(Printable.line(what, Printable.PATH_CHARS) + " could not be written: " + Failures.reason(cause), cause);
    }
}
