package org.inceptionnext.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.registry.UnknownModelException;

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
        if (thrown instanceof UnknownModelException e) {
            return Optional.of(new Failure(ExitCode.NOT_FOUND, message(e), "Run: inx models"));
        }
        if (thrown instanceof IOException e) {
            return Optional.of(ofIo(e));
        }
        return Optional.empty();
    }

    private static Failure ofIo(IOException thrown) {
        if (thrown instanceof MalformedCheckpointException e) {
            String where = e.offset().isPresent() ? "at byte " + e.offset().getAsLong() + ": " : "";
            return new Failure(ExitCode.CHECKPOINT, path(e.file().toString()) + ": " + where + e.found(), e.advice());
        }
        if (thrown instanceof WeightMismatchException) {
            return new Failure(
                    ExitCode.CHECKPOINT, message(thrown), "Run inx inspect on the file: it says which network fits.");
        }
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
        return new Failure(ExitCode.NOT_FOUND, message(thrown), "");
    }

    private static String path(FileSystemException e) {
        return path(String.valueOf(e.getFile()));
    }

    private static String path(String path) {
        return Printable.line(path, Printable.PATH_CHARS);
    }

    private static String message(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
