package org.inceptionnext.fetch.signing;

import java.io.IOException;
import java.util.List;

/** A signature, a key, or what was signed is not what it has to be; the message names the file and what to do. */
public final class ModelSignatureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final List<String> files;

    /** What is wrong. */
    public enum Reason {
        /** There is no signature. */
        UNSIGNED,
        /** The signature file, or what it holds, is not in the format. */
        MALFORMED,
        /** A key is not in the format, or not of a kind that signs models. */
        UNUSABLE_KEY,
        /** It was signed with a key that is not trusted. */
        UNTRUSTED_KEY,
        /** It was signed with a key that is no longer trusted. */
        REVOKED_KEY,
        /** The key is trusted, and the signature is not one of that key over these bytes. */
        WRONG_SIGNATURE,
        /** The signature holds, and the files are not those that were signed. */
        OTHER_FILES
    }

    ModelSignatureException(Reason reason, String message) {
        this(reason, message, List.of());
    }

    ModelSignatureException(Reason reason, String message, List<String> files) {
        super(message);
        this.reason = reason;
        this.files = List.copyOf(files);
    }

    /**
     * Returns the failure that stands for a signature which is not there.
     *
     * @param subject what should be signed, for the message
     */
    public static ModelSignatureException unsigned(String subject) {
        return new ModelSignatureException(
                Reason.UNSIGNED,
                subject + " is not signed (it has no " + ModelSignature.FILE_NAME + "), but a key is trusted for it."
                        + " Ask its publisher to sign it.");
    }

    /**
     * Returns the failure that stands for a signed file that is not what it was when it was signed.
     *
     * @param problem which file, and how that shows
     * @param file its name
     */
    public static ModelSignatureException otherFiles(String problem, String file) {
        return new ModelSignatureException(
                Reason.OTHER_FILES, problem + " since it was signed. Nothing was used.", List.of(file));
    }

    /** Returns what is wrong. */
    public Reason reason() {
        return reason;
    }

    /** Returns the names of all files that are not as they were signed, sorted; empty unless that is what is wrong. */
    public List<String> files() {
        return files;
    }
}
