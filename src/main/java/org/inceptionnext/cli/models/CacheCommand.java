package org.inceptionnext.cli.models;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.fetch.WeightCache;
import org.inceptionnext.fetch.WeightCache.Item;
import org.inceptionnext.fetch.WeightCache.Kind;
import org.inceptionnext.fetch.WeightCache.Origin;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.registry.WeightSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx cache}. */
@Command(
        name = "cache",
        header = "See, check and clear what is kept on this machine: weights, and what registries said.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  inx cache list", "  inx cache verify", "  inx cache prune --dry-run"})
public final class CacheCommand implements Runnable {

    @Override
    public void run() {
        throw new FailureException(ExitCode.USAGE, "no command given after cache", "Run: inx cache --help");
    }

    private static String kind(Item item) {
        return item.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String models(Item item) {
        String names = item.origins().stream().map(Origin::model).distinct().collect(Collectors.joining(", "));
        return names.isEmpty() ? "-" : names;
    }

    private static JsonObject json(Item item) {
        JsonObject line = new JsonObject();
        line.addProperty("kind", kind(item));
        line.addProperty("file", item.file().toString());
        line.addProperty("sizeBytes", item.sizeBytes());
        Optional<Origin> origin = item.origins().stream().findFirst();
        line.addProperty("model", origin.map(Origin::model).orElse(null));
        line.addProperty("url", origin.map(Origin::url).orElse(null));
        line.addProperty("rung", origin.flatMap(Origin::level).map(Enum::name).orElse(null));
        line.addProperty("date", origin.map(Origin::date).orElse(null));
        return line;
    }

    /** {@code inx cache list}. */
    @Command(
            name = "list",
            header = "List what is in the cache: weights, registries' cards, unfinished downloads, damaged files.",
            footerHeading = "%nExamples:%n",
            footer = {"  inx cache list", "  inx cache list --json"})
    public static final class ListCommand implements Callable<Integer> {
        private final Console console;

        public ListCommand(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            WeightCache cache = new WeightAccess(console).cache();
            List<Item> items = cache.items();
            if (console.globals().json) {
                items.forEach(item -> console.data(json(item)));
                return ExitCode.OK.code();
            }
            Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT, Align.LEFT)
                    .row("MODEL", "KIND", "BYTES", "VERIFIED", "NAME");
            for (Item item : items) {
                String level = item.origins().stream()
                        .flatMap(origin -> origin.level().stream())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .findFirst()
                        .orElse("-");
                table.row(models(item), kind(item), Numbers.grouped(item.sizeBytes()), level, item.name());
            }
            if (!items.isEmpty()) {
                table.lines().forEach(console::data);
            }
            long total = items.stream().mapToLong(Item::sizeBytes).sum();
            console.hint(Numbers.grouped(total) + " bytes in " + cache.folder());
            return ExitCode.OK.code();
        }
    }

    /** {@code inx cache verify}. */
    @Command(
            name = "verify",
            header = "Read all weights in the cache and set damaged files aside.",
            footerHeading = "%nExamples:%n",
            footer = {"  inx cache verify", "  inx cache verify --json"})
    public static final class VerifyAll implements Callable<Integer> {
        private final Console console;

        public VerifyAll(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            WeightCache cache = new WeightAccess(console).cache();
            ExitCode exitCode = ExitCode.OK;
            for (Item item : cache.items()) {
                if (item.kind() != Kind.WEIGHTS) {
                    continue;
                }
                Optional<Path> aside = cache.setAsideIfDamaged(item);
                print(item, aside);
                exitCode = aside.isPresent() ? ExitCode.INTEGRITY : exitCode;
            }
            return exitCode.code();
        }

        private void print(Item item, Optional<Path> aside) {
            if (console.globals().json) {
                JsonObject line = json(item);
                line.addProperty("intact", aside.isEmpty());
                line.addProperty("movedTo", aside.map(Path::toString).orElse(null));
                console.data(line);
                return;
            }
            String state = aside.map(file -> "damaged, moved to " + file).orElse("intact");
            console.data(item.name() + "  " + models(item) + "  " + state);
            aside.ifPresent(file -> console.hint("It is fetched again when it is next used."));
        }
    }

    /** {@code inx cache rm}. */
    @Command(
            name = "rm",
            header = "Remove a model's weights from the cache, or what registries said.",
            description = {
                "",
                "What an address gave when it was first used stays recorded: it must still give the same file."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  inx cache rm inceptionnext_base --dry-run",
                "  inx cache rm hf://OWNER/NAME",
                "  inx cache rm --cards"
            })
    public static final class RemoveCommand implements Callable<Integer> {
        private final Console console;

        @Parameters(
                arity = "0..1",
                paramLabel = "NAME",
                description = "A name from inx models, or a place that was fetched, as inx cache list shows it.")
        @Nullable
        String name;

        @Option(names = "--cards", description = "What registries said, all of it: it is read again when it is needed.")
        boolean cards;

        @Option(names = "--dry-run", description = "Say what would be removed; remove nothing.")
        boolean dryRun;

        public RemoveCommand(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException, UnknownModelException {
            if ((name == null) == !cards) {
                throw new FailureException(
                        ExitCode.USAGE, "give the name of a model, or --cards", "Run: inx cache rm --help");
            }
            WeightCache cache = new WeightAccess(console).cache();
            List<Item> all = cache.items();
            List<Item> items = name == null
                    ? all.stream().filter(item -> item.kind() == Kind.CARD).toList()
                    : weightsOf(name, all);
            remove(console, cache, items, dryRun);
            return ExitCode.OK.code();
        }

        /** Also of a model or place that nobody knows any more, by the name under which it is listed. */
        private static List<Item> weightsOf(String name, List<Item> all) throws UnknownModelException {
            List<Item> listed = of(name, all);
            if (!listed.isEmpty()) {
                return listed;
            }
            String model = WeightsPlaces.parse(name) instanceof WeightsPlace.Web web
                    ? web.reference().address().toString()
                    : ModelLookup.registry().find(name).qualifiedName();
            List<Item> items = of(model, all);
            if (items.isEmpty()) {
                throw new FailureException(
                        ExitCode.NOT_FOUND, "no weights of " + model + " are in the cache", "Run: inx cache list");
            }
            return items;
        }

        private static List<Item> of(String model, List<Item> all) {
            return all.stream()
                    .filter(item -> item.kind() == Kind.WEIGHTS)
                    .filter(item -> item.origins().stream()
                            .anyMatch(origin -> origin.model().equals(model)))
                    .toList();
        }
    }

    /** {@code inx cache prune}. */
    @Command(
            name = "prune",
            header =
                    "Remove what nothing needs: damaged files, abandoned downloads, weights of no known model, cards of "
                            + "registries that are configured no more.",
            footerHeading = "%nExamples:%n",
            footer = {"  inx cache prune --dry-run", "  inx cache prune"})
    public static final class PruneCommand implements Callable<Integer> {
        private final Console console;

        @Option(names = "--dry-run", description = "Say what would be removed; remove nothing.")
        boolean dryRun;

        public PruneCommand(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            Set<String> pinned = ModelLookup.registry().cards().stream()
                    .flatMap(card -> card.weights().sources().stream())
                    .map(WeightSource::sha256)
                    .flatMap(Optional::stream)
                    .map(Pin::hex)
                    .collect(Collectors.toSet());
            WeightCache cache = new WeightAccess(console).cache();
            remove(
                    console,
                    cache,
                    cache.superfluous(pinned, ModelLookup.registry().roots()),
                    dryRun);
            return ExitCode.OK.code();
        }
    }

    private static void remove(Console console, WeightCache cache, List<Item> items, boolean dryRun)
            throws IOException {
        for (Item item : items) {
            if (!dryRun) {
                cache.remove(item);
            }
            if (console.globals().json) {
                JsonObject line = json(item);
                line.addProperty("removed", !dryRun);
                console.data(line);
            } else {
                console.data((dryRun ? "would remove  " : "removed  ") + kind(item) + "  " + models(item) + "  "
                        + Numbers.grouped(item.sizeBytes()) + " bytes  " + item.file());
            }
        }
        long total = items.stream().mapToLong(Item::sizeBytes).sum();
        console.hint(Numbers.grouped(total) + " bytes" + (dryRun ? " would be freed" : " freed"));
    }
}
