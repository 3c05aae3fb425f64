package org.inceptionnext.data;

import java.io.IOException;

/** A name that was given as a picture and gives none. The message says why; {@link #name} is what the user called it. */
public final class PictureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Reason reason;

    /**
     * @param name what the user calls the picture
     * @param reason the kind of the failure
     * @param found the sentence that says what was found and what to do, without the name
     */
    public PictureException(String name, Reason reason, String found) {
        super(found);
        this.name = name;
        this.reason = reason;
    }

    /** Returns what the user called the picture: a path, an address, a pattern. */
    public String name() {
        return name;
    }

    /** Returns the kind of the failure. */
    public Reason reason() {
        return reason;
    }

    /** Why a name gives no picture. */
    public enum Reason {
        /** Not one byte. */
        EMPTY,
        /** More bytes than a picture may have. */
        TOO_LARGE,
        /** The text is no file name and no address. */
        NOT_A_NAME,
        /** A pattern that no file matches, or a folder or archive without a picture. */
        NO_PICTURES,
        /** The network is needed and not allowed. */
        NO_NETWORK
    }
}
