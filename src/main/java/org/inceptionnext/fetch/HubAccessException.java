package org.inceptionnext.fetch;

/** A hub does not give a repository: it knows none of that name, or not to everybody; the message says what to do. */
public final class HubAccessException extends FetchException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why it gives nothing. */
    public enum Reason {
        /** There is no such repository, or it is private: the hub does not tell these apart. */
        UNKNOWN_REPOSITORY,
        /** The repository has no such branch, tag or commit. */
        UNKNOWN_REVISION,
        /** The owner lets in whom he has accepted. */
        GATED,
        /** Nothing in the repository is a file of weights by its name, or several are. */
        NO_WEIGHTS
    }

    public HubAccessException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns why the hub gives nothing. */
    public Reason reason() {
        return reason;
    }
}
