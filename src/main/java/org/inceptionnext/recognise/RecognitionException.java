package org.inceptionnext.recognise;

import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.text.PrintableText;

/**
 * Weights that can be read, but not run, or not for what is asked. The message names the file, what was found, what is
 * allowed, and what to do next.
 */
public class RecognitionException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient Refusal refusal;

    /**
     * @param file as the user named it
     * @param refusal why
     */
    public RecognitionException(Path file, Refusal refusal) {
        super(PrintableText.escape(String.valueOf(file.getFileName())) + ": " + refusal.message() + ". "
                + refusal.advice());
        this.file = file;
        this.refusal = refusal;
    }

    /** Returns the file or folder, as the user named it. */
    public Path file() {
        return file;
    }

    /** Returns why, in parts. */
    public Refusal refusal() {
        return refusal;
    }
}
