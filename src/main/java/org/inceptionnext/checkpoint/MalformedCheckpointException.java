package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file that is no readable checkpoint, or that is unsafe to read.
 *
 * <p>The message says where, what was found, and what is allowed or what to do next. Text that comes from the file is
 * escaped and cut.
 */
public class MalformedCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final long WHOLE_FILE = -1;

    private final transient Path file;
    private final long offset;
    private final String found;
    private final String advice;

    /**
     * @param file the file that was read
     * @param offset the byte at which the fault lies, counted from the start of the file
     * @param found what stands there
     * @param advice what is allowed there, or what to do next
     */
    public MalformedCheckpointException(Path file, long offset, String found, String advice) {
        super(file + ": " + (offset == WHOLE_FILE ? "" : "at byte " + offset + ": ") + found + "; " + advice);
        this.file = file;
        this.offset = offset;
        this.found = found;
        this.advice = advice;
    }

    /** A fault of the file as a whole, such as being a picture. */
    public MalformedCheckpointException(Path file, String found, String advice) {
        this(file, WHOLE_FILE, found, advice);
    }

    /** Returns the file that was read. */
    public Path file() {
        return file;
    }

    /** Returns the byte at which the fault lies, counted from the start of the file; empty if the whole file is meant. */
    public OptionalLong offset() {
        return offset == WHOLE_FILE ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Returns what was found. */
    public String found() {
        return found;
    }

    /** Returns what is allowed, or what to do next. */
    public String advice() {
        return advice;
    }
}
