package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.CheckpointKind;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.pictures.RecognitionHints;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.Refusal;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.ModelCard;

/**
 * What a checkpoint is, as far as names, types and shapes tell.
 *
 * @param recognition open while this is used
 * @param sizeBytes the file's size
 * @param match the registered network that fits best, if any tensor fits one
 * @param detector what else a detector's checkpoint says, if it is one
 * @param int8 what it says of 8 bits, if it says anything
 */
record Inspection(
        Recognition recognition,
        long sizeBytes,
        Optional<Match> match,
        Optional<DetectorInspection> detector,
        Optional<Int8Inspection> int8) {
    private static final int DIFFERENCES_SHOWN = 20;

    static Inspection of(Recognition recognition) throws IOException {
        Optional<Match> match = recognition
                .model()
                .map(model -> new Match(
                        model.definition(),
                        model.options(),
                        WeightComparison.of(
                                model.weights().graph(), model.weights().tensors())))
                .or(() -> recognition.refusal().flatMap(Refusal::nearest));
        return new Inspection(
                recognition,
                recognition.checkpoint().sizeBytes(),
                match,
                DetectorInspection.of(recognition),
                Int8Inspection.of(recognition));
    }

    private Checkpoint checkpoint() {
        return recognition.checkpoint();
    }

    /** Returns the report for a person. */
    List<String> lines(boolean withTensors) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        lines.add("");
        Table table = new Table(Align.LEFT, Align.LEFT)
                .row("File", Printable.line(checkpoint().file().toString(), Printable.PATH_CHARS))
                .row("Size", Numbers.grouped(sizeBytes) + " bytes")
                .row("Format", checkpoint().format().description())
                .row("Tensors", tensorCount() + " (" + dtypes() + ")")
                .row("Elements", Numbers.grouped(elements()));
        match.ifPresent(best -> table.row("Network", fit(best)));
        checkpoint().key().ifPresent(key -> table.row("Taken from", printable(key) + otherKeys(key)));
        if (checkpoint().kind() != CheckpointKind.STATE_DICT) {
            table.row("Objects", "Python objects stand beside the tensors; they were read as data, nothing was run");
        }
        recognition.model().ifPresentOrElse(model -> addTo(table, model), () -> addTo(table, checkpoint()));
        if (checkpoint().hasFeatureNames()) {
            table.row("Names", "of timm's features_only: stem_0.weight is read as stem.0.weight");
        }
        CheckpointOptions.leftOut(checkpoint()).ifPresent(leftOut -> table.row("Left out", leftOut));
        detector.ifPresent(found -> found.addTo(table));
        int8.ifPresent(found -> found.addTo(table));
        checkpoint()
                .metadata()
                .forEach((key, value) -> table.row("Metadata", printable(key) + " = " + printable(value)));
        lines.addAll(table.lines());
        List<String> rows = detector.map(DetectorInspection::rowLines).orElse(List.of());
        if (!rows.isEmpty()) {
            lines.add("");
            lines.addAll(rows);
        } else {
            match.filter(best -> isLike(best.comparison()))
                    .ifPresent(best -> lines.addAll(differences(best.comparison())));
        }
        if (withTensors) {
            lines.add("");
            lines.addAll(tensorTable());
        }
        return lines;
    }

    /** What is known of a network that can be run. */
    private static void addTo(Table table, RecognisedModel model) {
        String uses = Arrays.stream(Use.values())
                .filter(model::has)
                .map(use -> use.word()
                        + model.whyNot(use)
                                .map(reason -> " (not pictures: " + reason.message() + ")")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        table.row("Good for", uses);
        if (model.cards().size() > 1) {
            table.row(
                    "Models",
                    model.cards().stream().map(ModelCard::name).collect(Collectors.joining(" or "))
                            + ": the tensors are the same; --model chooses how pictures are prepared");
        }
        if (!model.prefix().isEmpty()) {
            table.row("Prefix", printable(model.prefix()) + " stands before every name of the network");
        }
        if (!model.otherPrefixes().isEmpty()) {
            table.row(
                    "Also under",
                    model.otherPrefixes().stream().map(Inspection::printable).collect(Collectors.joining(", "))
                            + ": the same network once more (--prefix)");
        }
        if (!model.leftOut().isEmpty()) {
            table.row("Beside it", RecognitionHints.leftOut(model.leftOut()));
        }
        if (!model.missing().isEmpty()) {
            table.row(
                    "Missing",
                    model.missing().size() + " tensors of the head, first "
                            + model.missing().get(0).name());
        }
        if (!model.isDetector() && !model.classNames().names().isEmpty()) {
            table.row(
                    "Classes",
                    printable(String.join(", ", model.classNames().names())) + " ("
                            + model.classNames().source() + ")");
        }
        if (!model.picturesSource().isEmpty()) {
            table.row("Pictures", "prepared as " + model.picturesSource() + " says");
        }
        model.notes().forEach(note -> table.row("Note", note));
    }

    private static void addTo(Table table, Checkpoint checkpoint) {
        checkpoint
                .strippedPrefix()
                .ifPresent(prefix -> table.row("Prefix", printable(prefix) + " stands before every name"));
    }

    private String verdict() {
        String where = ", in a " + checkpoint().format().description() + ".";
        Optional<RecognisedModel> model = recognition.model();
        if (model.isPresent()) {
            RecognisedModel known = model.get();
            if (known.isDetector() && known.registeredName().isEmpty()) {
                return "A YOLOv5 detector with rows of its own, which inx detect --weights takes" + where;
            }
            int classes = known.options().numClasses();
            return "Weights of " + known.name()
                    + (classes == 0 || !known.missing().isEmpty()
                            ? " without a classifier"
                            : " for " + classes + " classes")
                    + where;
        }
        Refusal refusal = recognition.refusal().orElseThrow();
        return switch (refusal.reason()) {
            case OTHER_SHAPES ->
                "Weights of a network like "
                        + refusal.nearest().orElseThrow().definition().name() + ", but not quite it" + where;
            case UNKNOWN_NETWORK -> "Weights of a network that is not registered here" + where;
            default -> "Not run here: " + refusal.message() + ". " + refusal.advice() + ".";
        };
    }

    /** With fewer tensors in common than not, a list of what differs helps nobody. */
    private static boolean isLike(WeightComparison comparison) {
        return comparison.fitting() > comparison.differences();
    }

    /** Rows inside a file may be those of a registered network. */
    private String name(Match best) {
        return recognition
                .model()
                .map(RecognisedModel::name)
                .orElse(best.definition().name());
    }

    private JsonArray uses() {
        JsonArray uses = new JsonArray();
        recognition
                .model()
                .ifPresent(
                        model -> Arrays.stream(Use.values()).filter(model::has).forEach(use -> uses.add(use.word())));
        return uses;
    }

    private String fit(Match best) {
        WeightComparison comparison = best.comparison();
        String name = name(best) + ", " + best.options().numClasses() + " classes, "
                + best.options().inChannels() + " input channels: ";
        if (comparison.isExact()) {
            return name + "all " + comparison.fitting() + " tensors fit";
        }
        return (isLike(comparison) ? name : "nearest is " + name) + comparison.fitting() + " tensors fit, "
                + comparison.missing().size() + " are missing, "
                + comparison.unexpected().size() + " are unexpected, "
                + comparison.mismatched().size() + " have another shape or type";
    }

    private String otherKeys(String key) {
        List<String> others = checkpoint().keys().stream()
                .filter(other -> !other.equals(key))
                .map(Inspection::printable)
                .toList();
        return others.isEmpty() ? "" : "; the file also has " + String.join(", ", others);
    }

    private static List<String> differences(WeightComparison comparison) {
        List<String> lines = new ArrayList<>();
        comparison
                .missing()
                .forEach(each -> lines.add("  missing     " + each.name() + "  " + each.dtype() + " " + each.shape()));
        comparison.unexpected().forEach(name -> lines.add("  unexpected  " + printable(name)));
        comparison
                .mismatched()
                .forEach(each -> lines.add("  mismatched  " + each.expected().name() + "  "
                        + each.dtype() + " " + each.shape() + ", needed is "
                        + each.expected().dtype() + " " + each.expected().shape()));
        if (lines.size() <= DIFFERENCES_SHOWN) {
            return lines;
        }
        List<String> cut = new ArrayList<>(lines.subList(0, DIFFERENCES_SHOWN));
        cut.add("  ... and " + (lines.size() - DIFFERENCES_SHOWN) + " more; --json lists all");
        return cut;
    }

    private List<String> tensorTable() {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT).row("NAME", "TYPE", "SHAPE");
        for (Tensor tensor : checkpoint().tensors().values()) {
            table.row(
                    printable(tensor.name()),
                    tensor.dtype().name(),
                    tensor.shape().toString());
        }
        return table.lines();
    }

    /** Returns the report for a program. */
    JsonObject json(boolean withTensors) {
        JsonObject json = new JsonObject();
        json.addProperty("file", checkpoint().file().toString());
        json.addProperty("sizeBytes", sizeBytes);
        json.addProperty("format", checkpoint().format().name());
        json.addProperty("tensorCount", tensorCount());
        JsonObject types = new JsonObject();
        countsByDtype().forEach((dtype, count) -> types.addProperty(dtype.name(), count));
        json.add("dtypes", types);
        json.addProperty("elements", elements());
        json.addProperty("kind", checkpoint().kind().name());
        json.addProperty("key", checkpoint().key().orElse(null));
        JsonArray keys = new JsonArray();
        checkpoint().keys().forEach(keys::add);
        json.add("keys", keys);
        json.addProperty(
                "strippedPrefix",
                recognition
                        .model()
                        .map(RecognisedModel::prefix)
                        .or(checkpoint()::strippedPrefix)
                        .filter(prefix -> !prefix.isEmpty())
                        .orElse(null));
        json.add("uses", uses());
        json.addProperty("refusal", recognition.refusal().map(Refusal::message).orElse(null));
        JsonObject metadata = new JsonObject();
        checkpoint().metadata().forEach(metadata::addProperty);
        json.add("metadata", metadata);
        json.add("leftOut", leftOut(checkpoint()));
        json.add("network", match.isPresent() ? json(match.get()) : JsonNull.INSTANCE);
        json.add("detector", detector.isPresent() ? detector.get().json() : JsonNull.INSTANCE);
        json.add("int8", int8.isPresent() ? int8.get().json() : JsonNull.INSTANCE);
        if (withTensors) {
            JsonArray tensors = new JsonArray();
            for (Tensor tensor : checkpoint().tensors().values()) {
                tensors.add(named(tensor.name(), tensor.dtype(), tensor.shape()));
            }
            json.add("tensors", tensors);
        }
        return json;
    }

    /** Returns how many tensors a file has that are not given, by place. */
    static JsonArray leftOut(Checkpoint checkpoint) {
        JsonArray all = new JsonArray();
        for (LeftOut leftOut : checkpoint.leftOut()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("count", leftOut.count());
            entry.addProperty("where", leftOut.where());
            all.add(entry);
        }
        return all;
    }

    private JsonObject json(Match best) {
        WeightComparison comparison = best.comparison();
        JsonObject network = new JsonObject();
        network.addProperty("name", name(best));
        network.addProperty("exact", comparison.isExact());
        network.addProperty("numClasses", best.options().numClasses());
        network.addProperty("inChannels", best.options().inChannels());
        network.addProperty("fitting", comparison.fitting());
        JsonArray missing = new JsonArray();
        comparison.missing().forEach(each -> missing.add(named(each.name(), each.dtype(), each.shape())));
        network.add("missing", missing);
        JsonArray unexpected = new JsonArray();
        comparison.unexpected().forEach(unexpected::add);
        network.add("unexpected", unexpected);
        JsonArray mismatched = new JsonArray();
        for (WeightComparison.Mismatch each : comparison.mismatched()) {
            JsonObject entry = named(each.expected().name(), each.dtype(), each.shape());
            entry.addProperty("expectedDtype", each.expected().dtype().name());
            entry.add("expectedShape", shape(each.expected().shape()));
            mismatched.add(entry);
        }
        network.add("mismatched", mismatched);
        return network;
    }

    private static JsonObject named(String name, DType dtype, List<Long> shape) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", name);
        entry.addProperty("dtype", dtype.name());
        entry.add("shape", shape(shape));
        return entry;
    }

    private static JsonArray shape(List<Long> shape) {
        JsonArray sizes = new JsonArray();
        shape.forEach(sizes::add);
        return sizes;
    }

    private int tensorCount() {
        return checkpoint().tensors().size();
    }

    private long elements() {
        return checkpoint().tensors().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
    }

    private Map<DType, Integer> countsByDtype() {
        Map<DType, Integer> counts = new EnumMap<>(DType.class);
        checkpoint().tensors().values().forEach(tensor -> counts.merge(tensor.dtype(), 1, Integer::sum));
        return counts;
    }

    private String dtypes() {
        return countsByDtype().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String printable(String text) {
        return Printable.line(text, Printable.NAME_CHARS);
    }
}
