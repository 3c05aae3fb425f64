package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.network.yolov5.Yolov5Family;

/**
 * What a checkpoint is, as far as names, types and shapes tell.
 *
 * @param checkpoint open while this is used
 * @param sizeBytes the file's size
 * @param match the registered network that fits best, if any tensor fits one
 * @param detector what else a detector's checkpoint says, if it is one
 */
record Inspection(Checkpoint checkpoint, long sizeBytes, Optional<Match> match, Optional<DetectorInspection> detector) {
    private static final int DIFFERENCES_SHOWN = 20;

    /** How a detector's names begin: its rows are numbered. */
    private static final Pattern DETECTOR_NAME = Pattern.compile("model\\.\\d+\\..*");

    static Inspection of(Checkpoint checkpoint) throws IOException {
        Map<String, Tensor> tensors = checkpoint.tensors();
        boolean isDetector = tensors.keySet().stream()
                .anyMatch(name -> DETECTOR_NAME.matcher(name).matches());
        List<Match> matches = isDetector
                ? NetworkCatalog.match(Yolov5Family.builtin().definitions().values(), tensors)
                : NetworkCatalog.match(
                        InceptionNextFamily.builtin().definitions().values(), tensors);
        Optional<Match> match = matches.stream()
                .filter(candidate -> candidate.comparison().fitting() > 0)
                .findFirst();
        return new Inspection(checkpoint, Files.size(checkpoint.file()), match, DetectorInspection.of(checkpoint));
    }

    /** Returns the report for a person. */
    List<String> lines(boolean withTensors) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        lines.add("");
        Table table = new Table(Align.LEFT, Align.LEFT)
                .row("File", Printable.line(checkpoint.file().toString(), Printable.PATH_CHARS))
                .row("Size", Numbers.grouped(sizeBytes) + " bytes")
                .row("Format", checkpoint.format().description())
                .row("Tensors", tensorCount() + " (" + dtypes() + ")")
                .row("Elements", Numbers.grouped(elements()));
        match.ifPresent(best -> table.row("Network", fit(best)));
        checkpoint.key().ifPresent(key -> table.row("Taken from", printable(key) + otherKeys(key)));
        if (checkpoint.kind() != CheckpointKind.STATE_DICT) {
            table.row("Objects", "Python objects stand beside the tensors; they were read as data, nothing was run");
        }
        checkpoint
                .strippedPrefix()
                .ifPresent(prefix -> table.row("Prefix", printable(prefix) + " stands before every name"));
        CheckpointOptions.leftOut(checkpoint).ifPresent(leftOut -> table.row("Left out", leftOut));
        detector.ifPresent(found -> found.addTo(table));
        checkpoint.metadata().forEach((key, value) -> table.row("Metadata", printable(key) + " = " + printable(value)));
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

    private String verdict() {
        String where = ", in a " + checkpoint.format().description() + ".";
        boolean isRegistered = match.filter(best -> best.comparison().isExact()).isPresent();
        if (!isRegistered
                && detector.filter(DetectorInspection.Known.class::isInstance).isPresent()) {
            return "A YOLOv5 detector with rows of its own, which inx detect --weights takes" + where;
        }
        if (match.isEmpty()) {
            return "Weights of a network that is not registered here" + where;
        }
        Match best = match.get();
        String name = best.definition().name();
        if (best.comparison().isExact()) {
            return "Weights of " + name + " for " + best.options().numClasses() + " classes" + where;
        }
        return isLike(best.comparison())
                ? "Weights of a network like " + name + ", but not quite it" + where
                : "Weights of a network that is not registered here" + where;
    }

    /** With fewer tensors in common than not, a list of what differs helps nobody. */
    private static boolean isLike(WeightComparison comparison) {
        return comparison.fitting() > comparison.differences();
    }

    private static String fit(Match best) {
        WeightComparison comparison = best.comparison();
        String name = best.definition().name() + ", " + best.options().numClasses() + " classes, "
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
        List<String> others = checkpoint.keys().stream()
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
        for (Tensor tensor : checkpoint.tensors().values()) {
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
        json.addProperty("file", checkpoint.file().toString());
        json.addProperty("sizeBytes", sizeBytes);
        json.addProperty("format", checkpoint.format().name());
        json.addProperty("tensorCount", tensorCount());
        JsonObject types = new JsonObject();
        countsByDtype().forEach((dtype, count) -> types.addProperty(dtype.name(), count));
        json.add("dtypes", types);
        json.addProperty("elements", elements());
        json.addProperty("kind", checkpoint.kind().name());
        json.addProperty("key", checkpoint.key().orElse(null));
        JsonArray keys = new JsonArray();
        checkpoint.keys().forEach(keys::add);
        json.add("keys", keys);
        json.addProperty("strippedPrefix", checkpoint.strippedPrefix().orElse(null));
        JsonObject metadata = new JsonObject();
        checkpoint.metadata().forEach(metadata::addProperty);
        json.add("metadata", metadata);
        json.add("leftOut", leftOut(checkpoint));
        json.add("network", match.isPresent() ? json(match.get()) : JsonNull.INSTANCE);
        json.add("detector", detector.isPresent() ? detector.get().json() : JsonNull.INSTANCE);
        if (withTensors) {
            JsonArray tensors = new JsonArray();
            for (Tensor tensor : checkpoint.tensors().values()) {
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

    private static JsonObject json(Match best) {
        WeightComparison comparison = best.comparison();
        JsonObject network = new JsonObject();
        network.addProperty("name", best.definition().name());
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
        return checkpoint.tensors().size();
    }

    private long elements() {
        return checkpoint.tensors().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
    }

    private Map<DType, Integer> countsByDtype() {
        Map<DType, Integer> counts = new EnumMap<>(DType.class);
        checkpoint.tensors().values().forEach(tensor -> counts.merge(tensor.dtype(), 1, Integer::sum));
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
