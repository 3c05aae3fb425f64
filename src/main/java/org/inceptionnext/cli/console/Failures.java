package org.inceptionnext.cli.console;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import javax.net.ssl.SSLException;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.WriteFailedException;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.PictureException;
import org.inceptionnext.djl.ArgumentException;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.IntegrityException;
import org.inceptionnext.fetch.StoreException;
import org.inceptionnext.fetch.registries.ConfigurationException;
import org.inceptionnext.fetch.signing.ModelSignatureException;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.yolov5.RowFormatException;
import org.inceptionnext.publish.PublishException;
import org.inceptionnext.recognise.RecognitionException;
import org.inceptionnext.registry.RegistryException;
import org.inceptionnext.registry.UnknownModelException;

/**
 * The one table of exceptions and exit codes. A row also says what a person reads and does next.
 *
 * <p>An exception that is in no row is a bug in inx: whatever a user can cause belongs here.
 */
public final class Failures {
    private static final String REPORT_IT =
            "This is a bug in inx. Run the command again with --stacktrace and report what it prints.";

    private static final String MORE_MEMORY =
            "Give Java more (JDK_JAVA_OPTIONS=-Xmx4g inx ...), or use a smaller --batch-size.";

    private static final int LINES_SHOWN = 12;

    /** What the system says when a file or a pipe cannot be written, whoever tried to. */
    private static final List<String> FULL = List.of(
            "no space left on device",
            "disk quota exceeded",
            "read-only file system",
            "file too large",
            "disk is full");

    /** Exceptions that say what is wrong: the first one along the causes counts, and here the first row that fits it. */
    private static final List<Row<?>> SPECIFIC = List.of(
            row(FailureException.class, FailureException::failure),
            row(OutputException.class, e -> output(message(e))),
            row(WriteFailedException.class, e -> output(message(e))),
            row(StoreException.class, e -> new Failure(ExitCode.OUTPUT, message(e), "")),
            row(RegistryException.class, Failures::registry),
            row(ModelSignatureException.class, e -> new Failure(ExitCode.INTEGRITY, message(e), "")),
            row(
                    ConfigurationException.class,
                    e -> new Failure(ExitCode.USAGE, message(e), "How it is written: docs/registry.md")),
            row(PublishException.class, e -> new Failure(ExitCode.USAGE, message(e), "")),
            row(UnknownModelException.class, e -> new Failure(ExitCode.NOT_FOUND, message(e), "Run: inx models")),
            row(ArgumentException.class, e -> new Failure(ExitCode.USAGE, message(e), "")),
            row(MalformedCheckpointException.class, Failures::malformed),
            row(
                    RecognitionException.class,
                    e -> new Failure(
                            ExitCode.CHECKPOINT,
                            path(e.file().toString()) + ": " + e.refusal().message(),
                            sentence(e.refusal().advice()))),
            row(
                    WeightMismatchException.class,
                    e -> new Failure(
                            ExitCode.CHECKPOINT,
                            firstLines(message(e)),
                            "What the file is and which network it fits: inx inspect FILE")),
            row(
                    RowFormatException.class,
                    e -> new Failure(
                            ExitCode.CHECKPOINT, message(e), "The detector's rows ask for what is not built here.")),
            row(
                    IntegrityException.class,
                    e -> new Failure(
                            ExitCode.INTEGRITY,
                            message(e),
                            "Find out where the file came from before you use it with --weights FILE.")),
            row(FetchException.class, e -> new Failure(ExitCode.NETWORK, message(e), "")),
            row(PictureException.class, Failures::picture),
            row(DataSetException.class, e -> new Failure(ExitCode.NOT_FOUND, message(e), "")),
            row(InterruptedIOException.class, Failures::interruptedIo),
            row(InterruptedException.class, e -> new Failure(ExitCode.INTERRUPTED, "interrupted", "")),
            row(UnknownHostException.class, e -> network("the name of the host cannot be resolved: " + message(e))),
            row(UnresolvedAddressException.class, e -> network("the name of the host cannot be resolved")),
            row(ConnectException.class, e -> network("no connection: " + message(e))),
            row(SocketException.class, e -> network("the connection broke: " + message(e))),
            row(SSLException.class, e -> network("no secure connection: " + message(e))),
            row(FileSystemException.class, Failures::fileSystem),
            row(
                    InvalidPathException.class,
                    e -> new Failure(
                            ExitCode.NOT_FOUND,
                            "not a file name: " + path(e.getInput()) + " (" + e.getReason() + ")",
                            "")),
            row(
                    PatternSyntaxException.class,
                    e -> new Failure(
                            ExitCode.USAGE,
                            "not a pattern: " + Printable.line(e.getPattern(), Printable.NAME_CHARS) + " ("
                                    + e.getDescription() + ")",
                            "A pattern has *, ?, [abc] and {one,two}.")),
            row(
                    OutOfMemoryError.class,
                    e -> new Failure(ExitCode.BUG, "out of memory: " + e.getMessage(), MORE_MEMORY)));

    /** Exceptions that wrap others, or say little: they count only if no cause of theirs says more. */
    private static final List<Row<?>> GENERAL = List.of(
            row(
                    CharacterCodingException.class,
                    e -> new Failure(
                            ExitCode.NOT_FOUND,
                            "not a text in UTF-8 (" + e.getClass().getSimpleName() + ")",
                            "")),
            row(IOException.class, Failures::io),
            row(ModelNotFoundException.class, e -> new Failure(ExitCode.NOT_FOUND, message(e), "Run: inx models")),
            row(MalformedModelException.class, e -> new Failure(ExitCode.CHECKPOINT, message(e), "Run: inx doctor")),
            row(DateTimeException.class, e -> new Failure(ExitCode.CHECKPOINT, "not a date: " + message(e), "")));

    /** What an exception of one type means. */
    private record Row<T extends Throwable>(Class<T> type, Function<T, Failure> failure) {
        Optional<Failure> of(Throwable thrown) {
            return type.isInstance(thrown) ? Optional.of(failure.apply(type.cast(thrown))) : Optional.empty();
        }
    }

    private static <T extends Throwable> Row<T> row(Class<T> type, Function<T, Failure> failure) {
        return new Row<>(type, failure);
    }

    private Failures() {}

    /** Returns the failure that stands for an exception and its causes. */
    public static Failure of(Throwable thrown) {
        List<Throwable> causes = causes(thrown);
        return first(SPECIFIC, causes)
                .or(() -> outOfNativeMemory(causes))
                .or(() -> first(GENERAL, causes))
                .orElseGet(() -> new Failure(ExitCode.BUG, thrown.toString(), REPORT_IT));
    }

    private static List<Throwable> causes(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<Failure> first(List<Row<?>> rows, List<Throwable> causes) {
        return causes.stream()
                .flatMap(cause -> rows.stream().flatMap(row -> row.of(cause).stream()))
                .findFirst();
    }

    /** libtorch has no type of its own for it. */
    private static Optional<Failure> outOfNativeMemory(List<Throwable> causes) {
        return causes.stream()
                .filter(cause -> cause instanceof EngineException || cause instanceof TranslateException)
                .map(Failures::message)
                .filter(message -> message.contains("not enough memory") || message.contains("out of memory"))
                .findFirst()
                .map(message -> new Failure(
                        ExitCode.BUG,
                        "PyTorch is out of memory: "
                                + message.lines().findFirst().orElse(""),
                        "Use a smaller --batch-size or smaller pictures."));
    }

    private static Failure malformed(MalformedCheckpointException e) {
        String where = e.offset().isPresent() ? "at byte " + e.offset().getAsLong() + ": " : "";
        return new Failure(
                ExitCode.CHECKPOINT, path(e.file().toString()) + ": " + where + e.found(), sentence(e.advice()));
    }

    private static Failure registry(RegistryException e) {
        ExitCode exitCode = switch (e.reason()) {
            case UNREADABLE -> ExitCode.NETWORK;
            case MALFORMED_CARD -> ExitCode.CHECKPOINT;
            case NOT_VOUCHED_FOR ->
                e.getCause() instanceof ModelSignatureException ? ExitCode.INTEGRITY : ExitCode.NETWORK;
            case YANKED -> ExitCode.NOT_FOUND;
        };
        return new Failure(exitCode, message(e), "");
    }

    private static Failure picture(PictureException e) {
        ExitCode exitCode = e.reason() == PictureException.Reason.NO_NETWORK ? ExitCode.NETWORK : ExitCode.NOT_FOUND;
        return new Failure(exitCode, message(e), "");
    }

    private static Failure interruptedIo(InterruptedIOException e) {
        return e instanceof SocketTimeoutException
                ? network("no answer: " + message(e))
                : new Failure(ExitCode.INTERRUPTED, "interrupted", "");
    }

    private static Failure network(String message) {
        return new Failure(ExitCode.NETWORK, message, "What is in the way: inx doctor");
    }

    private static Failure fileSystem(FileSystemException e) {
        if (isFull(e)) {
            return output(path(e) + " could not be written: " + reason(e));
        }
        if (e instanceof NoSuchFileException) {
            String what = e.getReason() == null ? "no such file" : e.getReason();
            return new Failure(ExitCode.NOT_FOUND, what + ": " + path(e), "");
        }
        if (e instanceof AccessDeniedException) {
            return new Failure(
                    ExitCode.NOT_FOUND, "no permission to read " + path(e), "Look at the file's owner and mode.");
        }
        return new Failure(ExitCode.NOT_FOUND, path(e) + ": " + reason(e), "");
    }

    private static Failure io(IOException e) {
        return isFull(e)
                ? output("a file could not be written: " + message(e))
                : new Failure(ExitCode.NOT_FOUND, message(e), "");
    }

    private static Failure output(String message) {
        return new Failure(ExitCode.OUTPUT, message, "Look at the space on the disk, and at who may write there.");
    }

    private static boolean isFull(IOException e) {
        String reason = reason(e).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(reason::contains);
    }

    /** Returns what the system said, without the file. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException failure) {
            return failure.getReason() == null ? e.getClass().getSimpleName() : failure.getReason();
        }
        return message(e);
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
