package org.inceptionnext.cli.models;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.WeightSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code inx models}. */
@Command(
        name = "models",
        header = "List the models.",
        synopsisSubcommandLabel = "[show NAME]",
        footerHeading = "%nExamples:%n",
        footer = {"  inx models", "  inx models '*base*'", "  inx models --json | jq -r .name"})
public final class ModelsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "GLOB",
            description = "Only those whose name matches; without * and ?, those whose name contains it.")
    String glob = "*";

    public ModelsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Registry registry = ModelLookup.registry();
        List<ModelCard> cards = registry.cards().stream().filter(this::matches).toList();
        if (cards.isEmpty()) {
            throw new FailureException(
                    ExitCode.NOT_FOUND,
                    "no model matches " + Printable.line(glob, Printable.NAME_CHARS),
                    "Run: inx models");
        }
        if (console.globals().json) {
            cards.forEach(card -> console.data(json(card)));
        } else {
            table(cards).lines().forEach(console::data);
            console.hint("More about one: inx models show " + cards.get(0).qualifiedName());
        }
        registry.problems()
                .forEach(problem ->
                        console.error("a card was left out: " + problem.resource() + ": " + problem.message()));
        return ExitCode.OK.code();
    }

    private boolean matches(ModelCard card) {
        String pattern = isGlob(glob) ? glob : "*" + glob + "*";
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.toLowerCase(Locale.ROOT));
        return matcher.matches(Path.of(card.name()))
                || matcher.matches(Path.of(card.qualifiedName()))
                || card.qualifiedName().contains(glob.toLowerCase(Locale.ROOT))
                || card.alias().map(alias -> matcher.matches(Path.of(alias))).orElse(false);
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static Table table(List<ModelCard> cards) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
                .row("NAME", "TASK", "CLASSES", "INPUT", "PARAMETERS", "TOP-1", "WEIGHTS");
        for (ModelCard card : cards) {
            Preset preset = card.defaultPreset();
            table.row(
                    card.qualifiedName(),
                    task(card),
                    card.labels().name(),
                    size(preset.preprocessing()),
                    Numbers.millions(card.parameters()),
                    preset.accuracy()
                            .map(accuracy -> Numbers.percent(accuracy.top1Percent()))
                            .orElse("-"),
                    whereWeightsAre(card));
        }
        return table;
    }

    static JsonObject json(ModelCard card) {
        Preset preset = card.defaultPreset();
        JsonObject line = new JsonObject();
        line.addProperty("name", card.qualifiedName());
        line.addProperty("alias", card.alias().orElse(null));
        line.addProperty("task", task(card));
        line.addProperty("dataset", card.labels().name());
        line.addProperty("classes", card.labels().classNames().size());
        line.addProperty("height", preset.preprocessing().height());
        line.addProperty("width", preset.preprocessing().width());
        line.addProperty("parameters", card.parameters());
        JsonObject accuracies = new JsonObject();
        for (Preset each : card.presets()) {
            each.accuracy().ifPresent(accuracy -> accuracies.addProperty(each.name(), accuracy.top1Percent()));
        }
        line.add("top1Percent", accuracies);
        line.addProperty("embedded", card.isEmbedded());
        JsonArray sources = new JsonArray();
        card.weights().sources().forEach(source -> sources.add(source.location().url()));
        line.add("weights", sources);
        return line;
    }

    static String task(ModelCard card) {
        return card.application()
                .substring(card.application().lastIndexOf('/') + 1)
                .replace('_', ' ');
    }

    static String size(Preprocessing preprocessing) {
        return preprocessing.width() + "x" + preprocessing.height();
    }

    private static String whereWeightsAre(ModelCard card) {
        List<String> places = card.weights().sources().stream()
                .map(WeightSource::location)
                .map(ModelsCommand::publisher)
                .distinct()
                .toList();
        return places.isEmpty() ? "your own" : String.join(", ", places);
    }

    static String publisher(Location location) {
        if (location instanceof Location.Embedded) {
            return "in the library";
        }
        if (location instanceof Location.Address at) {
            String host = at.address().getHost();
            return host == null ? "a folder" : host;
        }
        return location instanceof Location.GitHubRelease ? "GitHub" : "Hugging Face";
    }
}
