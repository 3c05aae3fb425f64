package org.inceptionnext.cli.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.djl.ArgumentException;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.IntegrityException;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.yolov5.RowFormatException;
import org.inceptionnext.registry.UnknownModelException;

/** The one place that knows which exception is which exit code, and what a person does about it. */
public final class Failures {
    private static final String REPORT_IT =
            "This is a bug in inx. Run the command again with --stacktrace and report what it prints.";

    private static final int LINES_SHOWN = 12;

    private Failures() {}

    /** Returns the failure that stands for an exception: the first one known along its causes. */
    public static Failure of(Throwable thrown) {
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
        if (thrown instanceof ArgumentException e) {
            return Optional.of(new Failure(ExitCode.USAGE, message(e), ""));
        }
        if (thrown instanceof RowFormatException) {
            return Optional.of(new Failure(
                    ExitCode.CHECKPOINT, message(thrown), "The detector's rows ask for what is not built here."));
        }
        if (thrown instanceof IOException e) {
            return Optional.of(ofIo(e));
        }
        return Optional.empty();
    }

    private static Failure ofIo(IOException thrown) {
        if (thrown instanceof MalformedCheckpointException e) {
            String where = e.offset().isPresent() ? "at byte " + e.offset().getAsLong() + ": " : "";
            return new Failure(
                    ExitCode.CHECKPOINT, path(e.file().toString()) + ": " + where + e.found(), sentence(e.advice()));
        }
        if (thrown instanceof WeightMismatchException) {
            return new Failure(
                    ExitCode.CHECKPOINT,
                    firstLines(message(thrown)),
                    "What the file is and which network it fits: inx inspect FILE");
        }
        if (thrown instanceof FetchException) {
            return new Failure(ExitCode.NETWORK, message(thrown), "");
        }
        if (thrown instanceof IntegrityException) {
            return new Failure(
                    ExitCode.INTEGRITY,
                    message(thrown),
                    "Find out where the file came from before you use it with --weights FILE.");
        }
        if (thrown instanceof NoSuchFileException e) {
            String what = e.getReason() == null ? "no such file" : e.getReason();
            return new Failure(ExitCode.NOT_FOUND, what + ": " + path(e), "");
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

    private static String sentence(String clause) {
        return clause.isEmpty() ? "" : Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }

    /** A network has hundreds of tensors, and of a wrong one nearly all are named. */
    private static String firstLines(String message) {
        List<String> lines = message.lines().toList();
        if (lines.size() <= LINES_SHOWN) {
            return message;
        }
        return String.join("\n", lines.subList(0, LINES_SHOWN)) + "\n  ... and " + (lines.size() - LINES_SHOWN)
                + " more";
    }

    private static String message(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
