package org.inceptionnext.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.recognise.RecognitionRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a checkpoint that a user named is read: for every command that reads one. */
public final class CheckpointOptions {
    private static final int PLACES_SHOWN = 10;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Which weights of a file that has several, such as state_dict or ema; inx inspect lists them. "
                            + "Without it the moving average, if there is one, as timm and YOLOv5 choose.")
    @Nullable
    public String key;

    @Option(
            names = "--object",
            description = "Read a file with Python objects of unknown classes too: as data, nothing in it is run.")
    public boolean object;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "What stands before the names of the wanted tensors, such as model_ema.module. (inx inspect "
                    + "--tensors lists them). Without it: the prefix under which a network fits.")
    @Nullable
    String prefix;

    /** Returns what is to be recognised: anything that the file is. */
    public RecognitionRequest request() {
        RecognitionRequest request = RecognitionRequest.ANY.withReading(reading());
        return prefix == null ? request : request.withPrefix(prefix);
    }

    /** Returns the same for a copy of the tensors: types that nothing computes with are welcome. */
    public RecognitionRequest requestForCopy() {
        return request().withReading(reading().withPackedTypes());
    }

    /** Returns the options for the reader. */
    OpenOptions reading() {
        OpenOptions options = key == null ? OpenOptions.DEFAULTS : OpenOptions.DEFAULTS.withKey(key);
        return object ? options.withForeignObjects() : options;
    }

    /** Returns the arguments of {@code Criteria.optArgument} that mean the same. */
    public Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        if (key != null) {
            arguments.put("key", key);
        }
        if (object) {
            arguments.put("object", true);
        }
        if (prefix != null) {
            arguments.put("prefix", prefix);
        }
        return arguments;
    }

    /** Opens a file; a folder, whose error would not say its name, is refused here. */
    public Checkpoint open(Path path) throws IOException {
        requireNoFolder(path);
        return Checkpoint.open(path, reading());
    }

    private static void requireNoFolder(Path path) {
        if (Files.isDirectory(path)) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "a folder, not a file: " + Printable.line(path.toString(), Printable.PATH_CHARS),
                    "");
        }
    }

    /** Opens a file for a copy of its tensors: types that nothing computes with are welcome. */
    public Checkpoint openForCopy(Path path) throws IOException {
        requireNoFolder(path);
        return Checkpoint.open(path, reading().withPackedTypes());
    }

    /** Refuses the options where no file of the user's own is read. */
    public void requireFile(boolean isFile) {
        if (!isFile && (key != null || object || prefix != null)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "--key, --object and --prefix say how a file is read, and no file of yours is named",
                    "");
        }
    }

    /** Says how many tensors of a file were not taken, and where they are; empty if all were. */
    public static Optional<String> leftOut(Checkpoint checkpoint) {
        List<LeftOut> all = checkpoint.leftOut();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String shown = all.stream()
                .limit(PLACES_SHOWN)
                .map(LeftOut::words)
                .map(words -> Printable.line(words, 2 * Printable.NAME_CHARS))
                .collect(Collectors.joining(", "));
        String more =
                all.size() <= PLACES_SHOWN ? "" : ", and some in " + (all.size() - PLACES_SHOWN) + " other places";
        return Optional.of("not taken: " + shown + more);
    }

    /** Says which weights were taken of a checkpoint that has several; empty if there was no choice. */
    public static Optional<String> choice(Checkpoint checkpoint) {
        String taken = checkpoint.key().orElse("");
        List<String> others =
                checkpoint.keys().stream().filter(key -> !key.equals(taken)).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String also = others.stream()
                .map(other -> Printable.line(other, Printable.NAME_CHARS))
                .collect(Collectors.joining(", "));
        return Optional.of((taken.isEmpty() ? "the whole object" : Printable.line(taken, Printable.NAME_CHARS))
                + "; the file also has " + also + " (--key)");
    }
}
