package org.inceptionnext.cli.models;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.ModelLookup;
import org.inceptionnext.network.Counts;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.publish.ModelCardText;
import org.inceptionnext.registry.DetectorAccuracy;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.registry.WeightSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx models show}. */
@Command(
        name = "show",
        header = "Print all that is known of one model: size, input, accuracy, sources, licences.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx models show inceptionnext_tiny",
            "  inx models show inceptionnext_base --json",
            "  inx models show com.acme/cells --card > README.md"
        })
public final class ModelsShowCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1", paramLabel = "NAME", description = "A name from inx models, or timm's name for it.")
    String name = "";

    @Option(names = "--card", description = "Print the model card that Hugging Face reads: Markdown under YAML.")
    boolean modelCard;

    public ModelsShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws UnknownModelException {
        ModelCard card = ModelLookup.find(console, name);
        if (modelCard) {
            console.text(ModelCardText.of(card, Map.of()));
            return ExitCode.OK.code();
        }
        if (console.globals().json) {
            console.data(json(card, counts(card)));
            return ExitCode.OK.code();
        }
        printAbout(card);
        printCounts(card);
        printPresets(card);
        printWeights(card);
        return ExitCode.OK.code();
    }

    private static Counts counts(ModelCard card) {
        NetworkDefinition definition = NetworkCatalog.builtin().get(card.network());
        int classes = card.labels().classNames().size();
        Preprocessing input = card.defaultPreset().preprocessing();
        return Counts.of(
                definition.graph(definition.defaultOptions().withNumClasses(classes)), input.height(), input.width());
    }

    private void printAbout(ModelCard card) {
        console.data(console.styled(Console.Style.BOLD, card.qualifiedName()) + "  "
                + card.about().title());
        console.data(card.about().summary());
        console.data("");
        Table table = new Table(Align.LEFT, Align.LEFT)
                .row("Task", ModelsCommand.task(card))
                .row(
                        "Classes",
                        card.labels().classNames().size() + " (" + card.labels().name() + ")");
        card.alias().ifPresent(alias -> table.row("Also called", alias));
        card.detector().ifPresent(detector -> {
            table.row("Stride", detector.stride() + " (the input's sides are multiples of it)");
            detector.backbone().ifPresent(backbone -> table.row("Backbone", backbone));
            detector.accuracy().ifPresent(accuracy -> table.row("Accuracy", words(accuracy)));
        });
        table.row(
                        "Paper",
                        card.about().paper().title() + ", "
                                + card.about().paper().url())
                .row("Code", license(card.about().codeLicense()))
                .row("Weights", license(card.about().weightsLicense()));
        table.lines().forEach(console::data);
    }

    private void printCounts(ModelCard card) {
        Counts counts = counts(card);
        Preprocessing input = card.defaultPreset().preprocessing();
        heading("Size, for one picture of " + ModelsCommand.size(input));
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
                .row("  PART", "TENSORS", "PARAMETERS", "MACS");
        for (Counts.Part part : counts.parts()) {
            table.row(
                    "  " + part.name(),
                    Numbers.grouped(part.tensors()),
                    Numbers.grouped(part.parameters()),
                    Numbers.grouped(part.macs()));
        }
        table.row(
                "  all",
                Numbers.grouped(counts.tensors()),
                Numbers.grouped(counts.parameters()),
                Numbers.grouped(counts.macs()));
        table.lines().forEach(console::data);
    }

    private void printPresets(ModelCard card) {
        for (Preset preset : card.presets()) {
            boolean isDefault = preset.equals(card.defaultPreset());
            heading("Preset " + preset.name() + " (" + preset.publisher() + (isDefault ? "; the default)" : ")"));
            Preprocessing p = preset.preprocessing();
            Table table = new Table(Align.LEFT, Align.LEFT).row("  Input", ModelsCommand.size(p) + ", RGB");
            if (card.isDetector()) {
                table.row("  Letterbox", "the whole picture, gray around it; pictures from 0 to 1");
            } else {
                table.row("  Crop", p.cropPct() + ", " + lower(p.cropMode()) + ", " + lower(p.interpolation()))
                        .row("  Mean, std", p.mean() + ", " + p.std());
            }
            preset.accuracy()
                    .ifPresent(accuracy -> table.row(
                            "  Top-1",
                            accuracy.top1Percent() + " % on " + accuracy.dataset() + " (" + accuracy.source() + ")"));
            table.lines().forEach(console::data);
        }
    }

    private void printWeights(ModelCard card) {
        heading("Weights");
        if (!card.isPublished()) {
            console.data("  None are published: bring your own with --weights FILE.");
        }
        card.weights()
                .tensorDigest()
                .ifPresent(pin -> console.data("  Tensor digest  " + pin.hex() + "  (" + pin.source() + ")"));
        for (WeightSource source : card.weights().sources()) {
            console.data("  " + source.location().url());
            source.sizeBytes().ifPresent(bytes -> console.data("    size     " + Numbers.grouped(bytes) + " bytes"));
            console.data("    SHA-256  "
                    + source.sha256()
                            .map(pin -> pin.hex() + "  (" + pin.source() + ")")
                            .orElse("no hash known"));
        }
    }

    private void heading(String text) {
        console.data("");
        console.data(console.styled(Console.Style.BOLD, text));
    }

    private static String license(License license) {
        return license.name() + " (" + license.source() + ")";
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(ModelCard card, Counts counts) {
        JsonObject line = ModelsCommand.json(card);
        line.addProperty("title", card.about().title());
        line.addProperty("summary", card.about().summary());
        line.addProperty("paper", card.about().paper().url().toString());
        line.addProperty("codeLicense", card.about().codeLicense().name());
        line.addProperty("weightsLicense", card.about().weightsLicense().name());
        line.addProperty("macs", counts.macs());
        line.add("detector", card.detector().isPresent() ? json(card.detector().get()) : JsonNull.INSTANCE);
        JsonArray parts = new JsonArray();
        for (Counts.Part part : counts.parts()) {
            JsonObject each = new JsonObject();
            each.addProperty("name", part.name());
            each.addProperty("tensors", part.tensors());
            each.addProperty("parameters", part.parameters());
            each.addProperty("macs", part.macs());
            parts.add(each);
        }
        line.add("parts", parts);
        JsonArray presets = new JsonArray();
        card.presets().forEach(preset -> presets.add(json(preset)));
        line.add("presets", presets);
        JsonArray sources = new JsonArray();
        card.weights().sources().forEach(source -> sources.add(json(source)));
        line.add("weights", sources);
        return line;
    }

    private static JsonObject json(Preset preset) {
        Preprocessing p = preset.preprocessing();
        JsonObject each = new JsonObject();
        each.addProperty("name", preset.name());
        each.addProperty("publisher", preset.publisher());
        each.addProperty("height", p.height());
        each.addProperty("width", p.width());
        each.addProperty("cropPct", p.cropPct());
        each.addProperty("cropMode", lower(p.cropMode()));
        each.addProperty("interpolation", lower(p.interpolation()));
        each.add("mean", numbers(p.mean()));
        each.add("std", numbers(p.std()));
        each.addProperty(
                "top1Percent",
                preset.accuracy().map(accuracy -> accuracy.top1Percent()).orElse(null));
        return each;
    }

    private static JsonObject json(DetectorCard detector) {
        JsonObject each = new JsonObject();
        each.addProperty("stride", detector.stride());
        each.addProperty("backbone", detector.backbone().orElse(null));
        detector.accuracy().ifPresent(accuracy -> {
            each.addProperty("cocoAp", accuracy.cocoAp());
            each.addProperty("cocoAp50", accuracy.cocoAp50());
            each.addProperty("yolov5Map5095", accuracy.yoloMap5095());
            each.addProperty("yolov5Map50", accuracy.yoloMap50());
            each.addProperty("measuredOn", accuracy.dataset());
        });
        return each;
    }

    /** Both protocols by name: their numbers differ. */
    private static String words(DetectorAccuracy accuracy) {
        return String.format(
                Locale.ROOT,
                "AP %.3f, AP50 %.3f by COCO's rules; mAP50-95 %.3f, mAP50 %.3f by YOLOv5's; on %s (%s)",
                accuracy.cocoAp(),
                accuracy.cocoAp50(),
                accuracy.yoloMap5095(),
                accuracy.yoloMap50(),
                accuracy.dataset(),
                accuracy.source());
    }

    private static JsonArray numbers(Iterable<Double> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }

    private static JsonObject json(WeightSource source) {
        JsonObject each = new JsonObject();
        each.addProperty("url", source.location().url());
        each.addProperty("sizeBytes", source.sizeBytes().orElse(null));
        each.addProperty("sha256", source.sha256().map(Pin::hex).orElse(null));
        each.addProperty("sha256Source", source.sha256().map(Pin::source).orElse(null));
        return each;
    }
}
