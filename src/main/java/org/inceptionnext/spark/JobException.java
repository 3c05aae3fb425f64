package org.inceptionnext.spark;

/** A {@link Job} cannot do what it was told. The message says what was found, what is allowed, and what to do. */
public final class JobException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    JobException(String message) {
        super(message);
    }

    static JobException usage(String problem, String usage) {
        return new JobException(problem + "\n" + usage);
    }
}
