package org.inceptionnext.cli.console;

import java.io.Serial;

/** A failure that the command line itself found. */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(ExitCode exitCode, String message, String nextStep) {
        super(message);
        this.failure = new Failure(exitCode, message, nextStep);
    }

    Failure failure() {
        return failure;
    }
}
