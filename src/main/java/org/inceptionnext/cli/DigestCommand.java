package org.inceptionnext.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.cli.Table.Align;
import org.inceptionnext.fetch.Sha256;
import picocli.CommandLine.Command;
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
final class DigestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Checkpoints: .pth, .pt, .safetensors.")
    List<Path> files = new ArrayList<>();

    DigestCommand(Console console) {
        this.console = console;
    }

    /** What one file holds; digests as 64 lower-case hexadecimal digits. */
    private record Digests(int tensors, long sizeBytes, String all, String inference, String sha256) {
        static Digests of(Path file) throws IOException {
            try (Checkpoint checkpoint = WeightFile.open(file)) {
                var tensors = checkpoint.tensors().values();
                return new Digests(
                        tensors.size(),
                        Files.size(file),
                        TensorDigest.of(tensors),
                        TensorDigest.of(tensors, TensorDigest.Profile.INFERENCE),
                        Sha256.of(file.toRealPath()));
            }
        }
    }

    @Override
    public Integer call() {
        Tally tally = new Tally();
        for (Path file : files) {
            try {
                print(file, Digests.of(file));
                tally.succeeded();
            } catch (IOException | FailureException e) {
                tally.failed(Failures.of(e));
                console.inputError(file.toString(), e);
            }
        }
        return tally.exitCode().code();
    }

    private void print(Path file, Digests digests) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("file", file.toString());
            line.addProperty("tensorDigest", digests.all());
            line.addProperty("inferenceDigest", digests.inference());
            line.addProperty("sha256", digests.sha256());
            line.addProperty("tensors", digests.tensors());
            line.addProperty("sizeBytes", digests.sizeBytes());
            console.data(line);
            return;
        }
        console.data(Printable.line(file.toString(), Printable.PATH_CHARS));
        new Table(Align.LEFT, Align.LEFT)
                .row("  tensor digest", digests.all())
                .row("  for inference", digests.inference())
                .row("  file SHA-256", digests.sha256())
                .lines()
                .forEach(console::data);
    }
}
