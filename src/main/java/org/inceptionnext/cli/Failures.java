package org.inceptionnext.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** The one place that knows which exception is which exit code, and what a person does about it. */
final class Failures {
    private static final String REPORT_IT =
            "This is a bug in inx. Run the command again with --stacktrace and report what it prints.";

    private Failures() {}

    /** Returns the failure that stands for an exception: the first one known along its causes. */
    static Failure of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            Optional<Failure> known = known(cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return new Failure(ExitCode.BUG, thrown.toString(), REPORT_IT);
    }

    private static Optional<Failure> known(Throwable thrown) {
        if (thrown instanceof FailureException e) {
            return Optional.of(e.failure());
        }
        if (thrown instanceof OutOfMemoryError) {
            return Optional.of(new Failure(
                    ExitCode.BUG,
                    "out of memory: " + thrown.getMessage(),
                    "Give Java more (JDK_JAVA_OPTIONS=-Xmx4g inx ...), or use a smaller --batch-size."));
        }
        if (thrown instanceof IOException e) {
            return Optional.of(ofIo(e));
        }
        return Optional.empty();
    }

    private static Failure ofIo(IOException thrown) {
        if (thrown instanceof NoSuchFileException e) {
            return new Failure(ExitCode.NOT_FOUND, "no such file: " + path(e), "Check the name and the directory.");
        }
        if (thrown instanceof AccessDeniedException e) {
            return new Failure(
                    ExitCode.NOT_FOUND, "no permission to read " + path(e), "Look at the file's owner and mode.");
        }
        if (thrown instanceof FileSystemException e) {
            return new Failure(ExitCode.NOT_FOUND, path(e) + ": " + e.getReason(), "");
        }
        return new Failure(ExitCode.NOT_FOUND, String.valueOf(thrown.getMessage()), "");
    }

    private static String path(FileSystemException e) {
        return Printable.line(String.valueOf(e.getFile()), 4096);
    }
}
