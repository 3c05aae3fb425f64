package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.inceptionnext.text.PrintableText;

/** A file could not be written: the disk is full, the folder is not writable. What was there before is untouched. */
public final class WriteFailedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;

    /**
     * Says what could not be written, and why.
     *
     * @param file the file that was to be written, not the temporary one
     * @param cause what the system said
     */
    public WriteFailedException(Path file, IOException cause) {
        super(PrintableText.escape(file.toString()) + " could not be written: " + reason(cause), cause);
        this.file = file.toString();
    }

    /** Returns the file that was to be written. */
    public String file() {
        return file;
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException e) {
            return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
