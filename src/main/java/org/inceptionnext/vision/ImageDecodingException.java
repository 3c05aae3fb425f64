package org.inceptionnext.vision;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A picture that cannot be decoded. The message names the source, what was found and what to do; text that comes from the file
 * is escaped and cut.
 */
public final class ImageDecodingException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final Reason reason;

    /**
     * Makes the message.
     *
     * @param source what the caller called the picture
     * @param found what is wrong with it, to follow a colon
     * @param advice what to do, one sentence without its full stop
     * @param cause what a library threw, if one did
     */
    public ImageDecodingException(
            String source, Reason reason, String found, String advice, @Nullable Throwable cause) {
        super(source + ": " + found + ". " + advice + ".", cause);
        this.source = source;
        this.reason = reason;
    }

    /** Returns what the caller called the picture: a path, a URL, or just "picture". */
    public String source() {
        return source;
    }

    /** Returns why it was refused. */
    public Reason reason() {
        return reason;
    }

    /** Why a picture is refused. */
    public enum Reason {
        /** The bytes are something else: empty, text, an HTML page, an archive. */
        NOT_A_PICTURE,
        /** A picture, of a format or a flavour that is not decoded here. */
        UNSUPPORTED,
        /** The end is missing. */
        TRUNCATED,
        /** The bytes contradict their format. */
        CORRUPT,
        /** More pixels than {@link DecodeOptions#maxPixels}. */
        TOO_LARGE,
        /** An optional decoder is not on the class path or does not run on this platform. */
        MISSING_DECODER
    }
}
