package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.UnknownModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code inx digest}. */
@Command(
        name = "digest",
        header = "Print what identifies the weights in a file: the tensor digest and the SHA-256.",
        description = {
            "",
            "Two files with one tensor digest hold the same weights, whatever their formats: names, types, shapes and "
                    + "every bit of every element agree. The inference digest leaves out num_batches_tracked."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  inx digest model.pth model.safetensors", "  inx digest --json *.safetensors"})
public final class DigestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Checkpoints: .pth, .pt, .safetensors.")
    List<Path> files = new ArrayList<>();

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public DigestCommand(Console console) {
        this.console = console;
    }

    /**
     * Which tensors of a file were digested.
     *
     * @param count how many
     * @param key where in the file they are
     * @param choice which others there are, in words
     */
    private record Taken(int count, Optional<String> key, Optional<String> choice) {}

    /** What one file holds; digests as 64 lower-case hexadecimal digits. */
    private record Digests(Taken taken, long sizeBytes, String all, String inference, String sha256) {
        static Digests of(Path file, CheckpointOptions reading) throws IOException, UnknownModelException {
            try (Recognition recognition = Recogniser.open(file, reading.requestForCopy())) {
                Checkpoint checkpoint = recognition.checkpoint();
                var tensors = recognition.tensors().values();
                return new Digests(
                        new Taken(tensors.size(), checkpoint.key(), CheckpointOptions.choice(checkpoint)),
                        checkpoint.sizeBytes(),
                        TensorDigest.of(tensors),
                        TensorDigest.of(tensors, TensorDigest.Profile.INFERENCE),
                        checkpoint.sha256());
            }
        }
    }

    @Override
    public Integer call() {
        RunSummary summary = new RunSummary();
        for (Path file : files) {
            try {
                print(file, Digests.of(file, reading));
                summary.succeeded();
            } catch (IOException | UnknownModelException | FailureException e) {
                summary.failed(Failures.of(e));
                console.inputError(file.toString(), e);
            }
        }
        return summary.exitCode().code();
    }

    private void print(Path file, Digests digests) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("file", file.toString());
            line.addProperty("tensorDigest", digests.all());
            line.addProperty("inferenceDigest", digests.inference());
            line.addProperty("sha256", digests.sha256());
            line.addProperty("key", digests.taken().key().orElse(null));
            line.addProperty("tensors", digests.taken().count());
            line.addProperty("sizeBytes", digests.sizeBytes());
            console.data(line);
            return;
        }
        console.data(Printable.line(file.toString(), Printable.PATH_CHARS));
        Table table = new Table(Align.LEFT, Align.LEFT);
        digests.taken().choice().ifPresent(choice -> table.row("  taken from", choice));
        table.row("  tensor digest", digests.all())
                .row("  for inference", digests.inference())
                .row("  file SHA-256", digests.sha256())
                .lines()
                .forEach(console::data);
    }
}
