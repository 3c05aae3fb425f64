package org.inceptionnext.cli.results;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What results are written as, and where. */
public final class ResultOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "What the results are written as; see the list above. Default: text, or what the name of --output ends in.")
    @Nullable
    ResultFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the results into this new file (coco, yolo: folder) instead of standard output.")
    @Nullable
    Path output;

    @Option(
            names = "--resume",
            description =
                    "Go on with --output where a run was broken off (csv, jsonl): pictures that are in it are left out.")
    boolean resume;

    /**
     * Settles the format.
     *
     * @param json whether {@code --json} was given, which means {@code --format jsonl}
     * @param possible what the command can write beside {@code text}, {@code jsonl} and {@code csv}
     * @throws FailureException if the options contradict each other, or name a file that exists
     */
    public ResultTarget target(boolean json, Set<ResultFormat> possible) {
        ResultFormat chosen = format(json);
        Set<ResultFormat> all = EnumSet.of(ResultFormat.text, ResultFormat.jsonl, ResultFormat.csv);
        all.addAll(possible);
        if (!all.contains(chosen)) {
            throw usage(
                    "--format " + chosen + " is not for this command",
                    "It writes " + all.stream().map(ResultFormat::name).collect(Collectors.joining(", ")) + ".");
        }
        if (output == null && !chosen.fitsStandardOutput()) {
            throw usage(
                    "--format " + chosen + " is not written to standard output",
                    chosen.isFolder() ? "Name a new folder with --output." : "Name a file with --output.");
        }
        checkResume(chosen);
        if (chosen == ResultFormat.text && output != null) {
            throw usage(
                    "text is for a terminal",
                    "Write csv or jsonl with --output, or let the shell write: inx ... > FILE");
        }
        if (output != null && !resume && !chosen.isFolder() && Files.exists(output)) {
            throw usage(output + " exists already", "Give another name with --output; nothing is written over.");
        }
        return new ResultTarget(chosen, output, resume);
    }

    /**
     * Returns the target of a run whose results go where another option says, and whose failures are said on standard error.
     *
     * @param other that option
     * @throws FailureException if one of these options was given too
     */
    public ResultTarget instead(String other) {
        if (format != null || output != null || resume) {
            throw usage(
                    other + " says where the results go, and so do --format, --output and --resume",
                    "Give one of both.");
        }
        return new ResultTarget(ResultFormat.text, null, false);
    }

    private ResultFormat format(boolean json) {
        if (json && format != null && format != ResultFormat.jsonl) {
            throw usage("--json means --format jsonl, and --format says " + format, "Give one of both.");
        }
        if (json) {
            return ResultFormat.jsonl;
        }
        if (format != null) {
            return format;
        }
        if (output == null) {
            return ResultFormat.text;
        }
        return ResultFormat.of(output)
                .orElseThrow(() -> usage(
                        "what to write into " + output + " cannot be told from its name", "Say it with --format."));
    }

    private void checkResume(ResultFormat chosen) {
        if (resume && (output == null || !chosen.continues())) {
            throw usage(
                    "--resume goes on with a file of csv or jsonl"
                            + (output == null ? ", and there is no --output" : ""),
                    "Other formats are whole or not there: begin anew.");
        }
    }

    private static FailureException usage(String message, String nextStep) {
        return new FailureException(ExitCode.USAGE, message, nextStep);
    }
}
