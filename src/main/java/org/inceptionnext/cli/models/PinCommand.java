package org.inceptionnext.cli.models;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.SourceChoice;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.registry.WeightSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx pin}. */
@Command(
        name = "pin",
        header = "Load a model's weights from every publisher and compare them (for maintainers).",
        description = {
            "",
            "Publishers whose files have one tensor digest hold the same weights, so that none of them altered them. Only "
                    + "then are pins written, each with its source. A pin that a card already has is never changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  inx pin inceptionnext_small", "  inx pin inceptionnext_small --write metadata.json"})
public final class PinCommand implements Callable<Integer> {
    private final Console console;
    private final WeightAccess access;

    @Parameters(arity = "1", paramLabel = "NAME", description = "A name from inx models.")
    String name = "";

    @Option(names = "--write", paramLabel = "FILE", description = "Write the pins into this card (metadata.json).")
    @Nullable
    Path write;

    public PinCommand(Console console) {
        this.console = console;
        this.access = new WeightAccess(console);
    }

    /** What one publisher gave. */
    record Given(WeightSource source, FetchedWeights weights, long sizeBytes) {
        String sha256() {
            return weights.file().getFileName().toString();
        }

        String tensorDigest() {
            return weights.tensorDigest().orElse("");
        }
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        ModelCard card = ModelLookup.find(console, name);
        requirePublishers(card);
        RunSummary summary = new RunSummary();
        List<Given> given = new ArrayList<>();
        for (WeightSource source : card.weights().sources()) {
            if (source.location() instanceof Location.Embedded) {
                continue;
            }
            try (TransferProgress progress = new TransferProgress(console)) {
                given.add(load(card, source, progress));
                summary.succeeded();
            } catch (IOException e) {
                summary.failed(Failures.of(e));
                console.inputError(source.location().url(), e);
            }
        }
        given.forEach(this::print);
        if (given.isEmpty()) {
            return summary.exitCode().code();
        }
        Optional<Pin> tensors = tensorPin(given);
        if (tensors.isEmpty()) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    card.name() + ": the publishers give different weights: no two files are known to be equal",
                    "Nothing was written. Compare the files with: inx diff");
        }
        report(card, given, tensors.get());
        return summary.exitCode().code();
    }

    private static void requirePublishers(ModelCard card) {
        if (card.isEmbedded()) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    card.name()
                            + " has no publisher to compare with: its weights come with the library, pinned in its card",
                    "To check them: inx verify " + card.name());
        }
        if (!card.isPublished()) {
            throw new FailureException(
                    ExitCode.NOT_FOUND, card.name() + " has no weights to pin: nobody publishes any for it", "");
        }
    }

    private Given load(ModelCard card, WeightSource source, TransferProgress progress) throws IOException {
        SourceChoice only = SourceChoice.parse(source.location().url());
        FetchRequest request = WeightAccess.request(card, progress).from(only);
        FetchedWeights weights = access.fetcher(null).fetch(request);
        return new Given(source, weights, Files.size(weights.file()));
    }

    /** Empty if two publishers disagree. */
    private static Optional<Pin> tensorPin(List<Given> given) {
        List<String> digests =
                given.stream().map(Given::tensorDigest).distinct().toList();
        if (digests.size() != 1 || digests.get(0).isEmpty()) {
            return Optional.empty();
        }
        String where =
                given.stream().map(each -> each.source().location().url()).collect(Collectors.joining(" and "));
        return Optional.of(new Pin(digests.get(0), "inx pin on " + today() + ", of " + where));
    }

    private void report(ModelCard card, List<Given> given, Pin tensors) throws IOException {
        String agreement = given.size() == 1
                ? "One file only: there is nothing to compare it with."
                : given.size() + " files hold the same weights.";
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("model", card.name());
            line.addProperty("tensorDigest", tensors.hex());
            line.addProperty("files", given.size());
            console.data(line);
        } else {
            console.data(agreement);
            console.data("tensor digest  " + tensors.hex());
        }
        if (write != null) {
            CardPins.write(write, given, tensors, "inx pin on " + today() + ", as loaded from ");
            console.hint("Written to " + write + ". Read the change before you commit it.");
        }
    }

    private void print(Given given) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("url", given.source().location().url());
            line.addProperty("sizeBytes", given.sizeBytes());
            line.addProperty("sha256", given.sha256());
            line.addProperty("rung", given.weights().level().name());
            line.addProperty("tensorDigest", given.tensorDigest());
            console.data(line);
            return;
        }
        console.data(given.source().location().url());
        new Table(Align.LEFT, Align.LEFT)
                .row("  size", Numbers.grouped(given.sizeBytes()) + " bytes")
                .row("  SHA-256", given.sha256())
                .row("  verified", given.weights().level().statement())
                .row("  tensor digest", given.tensorDigest())
                .lines()
                .forEach(console::data);
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }
}
