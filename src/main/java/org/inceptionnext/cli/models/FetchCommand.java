package org.inceptionnext.cli.models;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.fetch.AcceptedRisk;
import org.inceptionnext.fetch.FetchPlan;
import org.inceptionnext.fetch.FetchRequest;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.SourceChoice;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code inx fetch}. */
@Command(
        name = "fetch",
        header = "Bring a model's weights to this machine and verify them.",
        description = {
            "",
            "What is here already is verified again and not loaded again. Interrupted downloads are continued. The "
                    + "publishers of the model's card are tried one after the other, through https_proxy if it is set; "
                    + "HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean to Hugging Face's own client."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx fetch inceptionnext_tiny inceptionnext_base",
            "  inx fetch --all --dry-run",
            "  inx fetch --from ~/Downloads/model.safetensors inceptionnext_tiny",
            "  inx fetch hf://OWNER/NAME@v1.0",
            "  inx fetch com.acme/cells --to cells",
            "  inx fetch --source github --lock weights.lock inceptionnext_small"
        })
public final class FetchCommand implements Callable<Integer> {
    private final Console console;
    private final WeightAccess access;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Names from inx models; or repositories hf://OWNER/NAME[@REVISION], or files "
                    + "https://HOST/FILE[#sha256=HEX].")
    List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All models that have published weights.")
    boolean all;

    @Option(
            names = "--dry-run",
            description =
                    "Say what would be loaded, from which addresses in which order, and how large it is; load nothing.")
    boolean dryRun;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take this file instead of a download, through the same checks. One NAME.")
    @Nullable
    Path from;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            converter = SourceConverter.class,
            description =
                    "any (the default), huggingface, github, or an https:// address: one of the card's, or a mirror "
                            + "of one of its files.")
    SourceChoice source = new SourceChoice.Any();

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description =
                    "Record what was loaded here, and hold to what is recorded, instead of weights.lock in the cache.")
    @Nullable
    Path lock;

    @Option(
            names = "--equal-tensors",
            description = "Accept a file whose SHA-256 is not the pinned one, if its tensors are the pinned ones.")
    boolean equalTensors;

    @Option(
            names = "--accept-change",
            description =
                    "Accept that an address without a pin gives another file than the first time, or that a repository's "
                            + "revision is another commit.")
    boolean acceptChange;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Also make a folder of it that works by itself, here (--weights DIR) and under timm: "
                    + "model.safetensors, config.json, labels.txt. One NAME; DIR is new.")
    @Nullable
    Path to;

    public FetchCommand(Console console) {
        this.console = console;
        this.access = new WeightAccess(console);
    }

    /** Reads a source, with its own message. */
    static final class SourceConverter implements ITypeConverter<SourceChoice> {
        @Override
        public SourceChoice convert(String text) {
            try {
                return SourceChoice.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("a source is any, huggingface, github or an https:// address, not "
                        + Printable.line(text, Printable.NAME_CHARS));
            }
        }
    }

    @Override
    public Integer call() throws UnknownModelException {
        requireSense();
        RunSummary summary = new RunSummary();
        for (ModelCard card : cards()) {
            if (all && !card.isPublished()) {
                console.detail(card.qualifiedName() + ": nobody publishes weights for it; skipped");
                continue;
            }
            try (TransferProgress progress = new TransferProgress(console)) {
                FetchRequest request =
                        WeightAccess.request(card, progress).from(source).accepting(acceptedRisk());
                run(access.fetcher(lock), request);
                summary.succeeded();
            } catch (IOException e) {
                summary.failed(Failures.of(e));
                console.inputError(card.qualifiedName(), e);
            }
        }
        PlaceFetch places = new PlaceFetch(console, access, lock, acceptedRisk());
        for (String name : names.stream().filter(WeightsPlace::isRemote).toList()) {
            try {
                fetch(places, WeightsPlaces.parse(name));
                summary.succeeded();
            } catch (IOException e) {
                summary.failed(Failures.of(e));
                console.inputError(name, e);
            }
        }
        return summary.exitCode().code();
    }

    private void fetch(PlaceFetch places, WeightsPlace place) throws IOException, UnknownModelException {
        if (dryRun) {
            places.plan(place);
            return;
        }
        FetchedWeights weights = places.run(place);
        if (to != null) {
            new FolderExport(console, to).write(weights, Optional.empty());
        }
    }

    private void requireSense() {
        if (all == !names.isEmpty()) {
            throw usage("give the names of models, or --all");
        }
        if (from != null && (all || names.size() != 1)) {
            throw usage("--from FILE is the file of one model: give one NAME");
        }
        if (from != null && dryRun) {
            throw usage("--from FILE loads nothing that --dry-run could leave out");
        }
        if (names.stream().anyMatch(WeightsPlace::isRemote)
                && (from != null || equalTensors || !(source instanceof SourceChoice.Any))) {
            throw usage(
                    "--from, --source and --equal-tensors are for models of inx models, not for hf:// and https://");
        }
        if (to != null && (all || names.size() != 1 || dryRun)) {
            throw usage("--to DIR makes a folder of one model: give one NAME, and no --dry-run");
        }
        if (equalTensors && acceptChange) {
            throw usage("--equal-tensors is for pinned files, --accept-change for others: give one of them");
        }
    }

    private static FailureException usage(String message) {
        return new FailureException(ExitCode.USAGE, message, "Run: inx fetch --help");
    }

    private List<ModelCard> cards() throws UnknownModelException {
        if (all) {
            return ModelLookup.registry().cards();
        }
        List<ModelCard> cards = new ArrayList<>();
        for (String name :
                names.stream().filter(name -> !WeightsPlace.isRemote(name)).toList()) {
            cards.add(ModelLookup.find(console, name));
        }
        return cards;
    }

    private AcceptedRisk acceptedRisk() {
        if (equalTensors) {
            return AcceptedRisk.EQUAL_TENSORS;
        }
        return acceptChange ? AcceptedRisk.CHANGED_FILE : AcceptedRisk.NONE;
    }

    private void run(WeightFetcher fetcher, FetchRequest request) throws IOException, UnknownModelException {
        if (dryRun) {
            print(request.card(), fetcher.plan(request));
            return;
        }
        FetchedWeights weights = from != null ? fetcher.importFile(from, request) : fetcher.fetch(request);
        print(request.card(), weights);
        if (to != null) {
            new FolderExport(console, to).write(weights, Optional.of(request.card()));
        }
    }

    private void print(ModelCard card, FetchPlan plan) {
        if (console.globals().json) {
            console.data(json(card, plan));
        } else {
            console.data(card.qualifiedName() + "  " + (plan.present() ? "nothing to load" : size(plan.sizeBytes()))
                    + "  " + plan.url());
            plan.steps().stream()
                    .skip(1)
                    .forEach(step -> console.data("  if that fails  " + size(step.sizeBytes()) + "  " + step.url()));
        }
        plan.licenseNote().ifPresent(console::hint);
        plan.offlineReason().ifPresent(reason -> console.hint(wouldFail(reason)));
    }

    static String wouldFail(String offlineReason) {
        return offlineReason + " forbids the network: without --dry-run this fetch would fail (exit code 4).";
    }

    private static JsonObject json(ModelCard card, FetchPlan plan) {
        JsonObject line = new JsonObject();
        line.addProperty("model", card.qualifiedName());
        line.addProperty("present", plan.present());
        line.addProperty("url", plan.url());
        line.addProperty("sizeBytes", number(plan.sizeBytes()));
        line.addProperty("license", card.about().weightsLicense().name());
        line.addProperty("offline", plan.offlineReason().isPresent());
        JsonArray sources = new JsonArray();
        plan.steps().forEach(step -> sources.add(json(step)));
        line.add("sources", sources);
        return line;
    }

    static JsonObject json(FetchPlan.Step step) {
        JsonObject source = new JsonObject();
        source.addProperty("url", step.url());
        source.addProperty("sizeBytes", number(step.sizeBytes()));
        source.addProperty("pinned", step.isPinned());
        return source;
    }

    static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    static String size(OptionalLong sizeBytes) {
        return sizeBytes.isPresent() ? Numbers.grouped(sizeBytes.getAsLong()) + " bytes" : "of unknown size";
    }

    private void print(ModelCard card, FetchedWeights weights) throws IOException {
        long sizeBytes = Files.size(weights.file());
        if (console.globals().json) {
            JsonObject line = json(card, weights);
            line.addProperty("sizeBytes", sizeBytes);
            console.data(line);
            return;
        }
        console.data(console.styled(Console.Style.BOLD, card.qualifiedName()) + "  " + Numbers.grouped(sizeBytes)
                + " bytes");
        new Table(Align.LEFT, Align.LEFT)
                .row("  file", weights.file().toString())
                .row("  from", weights.source())
                .row("  verified", weights.level().statement())
                .lines()
                .forEach(console::data);
    }

    static JsonObject json(ModelCard card, FetchedWeights weights) {
        JsonObject line = new JsonObject();
        line.addProperty("model", card.qualifiedName());
        line.addProperty("file", weights.file().toString());
        line.addProperty("source", weights.source());
        line.addProperty("rung", weights.level().name());
        line.addProperty("verified", weights.level().statement());
        line.addProperty("sha256", weights.file().getFileName().toString());
        line.addProperty("tensorDigest", weights.tensorDigest().orElse(null));
        return line;
    }
}
