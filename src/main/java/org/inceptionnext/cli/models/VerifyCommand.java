package org.inceptionnext.cli.models;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.IntegrityLevel;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.registry.WeightSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code inx verify}. */
@Command(
        name = "verify",
        header = "Say whether weights are the published ones, and how that is known.",
        description = {
            "",
            "A model's name: its weights in the cache are read again, their structure and tensors compared with what was "
                    + "verified when they came. A file: it is compared with every pin of every card. Uses no network."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  inx verify inceptionnext_tiny", "  inx verify ~/Downloads/model.safetensors"})
public final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1", paramLabel = "NAME|FILE", description = "A name from inx models, or a checkpoint.")
    String subject = "";

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public VerifyCommand(Console console) {
        this.console = console;
    }

    /**
     * What was found.
     *
     * @param level how far the file is verified; empty if it is not
     * @param statement the same in words
     */
    private record Verdict(
            String model,
            Path file,
            Optional<IntegrityLevel> level,
            String statement,
            String sha256,
            String tensorDigest) {}

    @Override
    public Integer call() throws IOException, UnknownModelException {
        Path file = Path.of(subject);
        boolean isFile = Files.isRegularFile(file);
        reading.requireFile(isFile);
        Verdict verdict = isFile ? ofFile(file) : ofModel();
        print(verdict);
        return (verdict.level().isPresent() ? ExitCode.OK : ExitCode.INTEGRITY).code();
    }

    private Verdict ofModel() throws IOException, UnknownModelException {
        ModelCard card = ModelLookup.find(console, subject);
        FetchListener listener = new TransferProgress(console);
        FetchedWeights weights = new WeightAccess(console)
                .fetcher(null)
                .present(WeightAccess.request(card, listener))
                .orElseThrow(() -> new FailureException(
                        ExitCode.NOT_FOUND,
                        "no intact weights of " + card.qualifiedName() + " are in the cache",
                        "Run: inx fetch " + card.qualifiedName()));
        try (Checkpoint checkpoint = Checkpoint.open(weights.file())) {
            WeightAccess.check(card).check(checkpoint.tensors());
            String digest = digest(checkpoint);
            boolean same = weights.tensorDigest().map(digest::equals).orElse(true);
            return new Verdict(
                    card.qualifiedName(),
                    weights.file(),
                    same ? Optional.of(weights.level()) : Optional.empty(),
                    same ? weights.level().statement() : "the tensors are not those that were verified when they came",
                    weights.file().getFileName().toString(),
                    digest);
        }
    }

    private Verdict ofFile(Path file) throws IOException {
        String sha256 = Sha256.of(file.toRealPath());
        try (Checkpoint checkpoint = reading.open(file)) {
            CheckpointOptions.choice(checkpoint).ifPresent(choice -> console.hint("Weights taken from " + choice));
            String digest = digest(checkpoint);
            for (ModelCard card : ModelLookup.registry().cards()) {
                Optional<IntegrityLevel> level = level(card, sha256, digest);
                if (level.isPresent()) {
                    return new Verdict(
                            card.qualifiedName(), file, level, level.get().statement(), sha256, digest);
                }
            }
            return new Verdict(
                    "",
                    file,
                    Optional.empty(),
                    "it equals no pin of any card, so nothing says who made it",
                    sha256,
                    digest);
        }
    }

    private static Optional<IntegrityLevel> level(ModelCard card, String sha256, String digest) {
        boolean pinned = card.weights().sources().stream()
                .map(WeightSource::sha256)
                .flatMap(Optional::stream)
                .anyMatch(pin -> pin.hex().equals(sha256));
        if (pinned) {
            return Optional.of(IntegrityLevel.PINNED);
        }
        Optional<Pin> tensors = card.weights().tensorDigest();
        return tensors.filter(pin -> pin.hex().equals(digest)).map(pin -> IntegrityLevel.TENSOR_PINNED);
    }

    private void print(Verdict verdict) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("file", verdict.file().toString());
            line.addProperty("model", verdict.model().isEmpty() ? null : verdict.model());
            line.addProperty("rung", verdict.level().map(IntegrityLevel::name).orElse(null));
            line.addProperty("verified", verdict.statement());
            line.addProperty("sha256", verdict.sha256());
            line.addProperty("tensorDigest", verdict.tensorDigest());
            console.data(line);
            return;
        }
        console.data(Printable.line(verdict.file().toString(), Printable.PATH_CHARS));
        Table table = new Table(Align.LEFT, Align.LEFT);
        if (!verdict.model().isEmpty()) {
            table.row("  model", verdict.model());
        }
        table.row("  verified", verdict.statement())
                .row("  SHA-256", verdict.sha256())
                .row("  tensor digest", verdict.tensorDigest())
                .lines()
                .forEach(console::data);
    }

    private static String digest(Checkpoint checkpoint) throws IOException {
        return TensorDigest.of(checkpoint.tensors().values());
    }
}
