package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.pictures.RecognitionHints;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;

/**
 * What a conversion read and wrote.
 *
 * @param sizeBytes of the file that was written
 * @param check how it compares with what was read, if that was asked
 */
record ConversionReport(
        Conversion conversion, ConversionTarget target, long sizeBytes, Optional<ConversionCheck> check) {

    /** Returns the report for a person. */
    List<String> lines() {
        Checkpoint checkpoint = conversion.checkpoint();
        List<String> lines = new ArrayList<>();
        lines.add("Converted " + weights() + " from a " + checkpoint.format().description() + " to "
                + target.format().description() + ".");
        Table table = new Table(Align.LEFT, Align.LEFT)
                .row("  read", path(checkpoint.file().toString()));
        CheckpointOptions.choice(checkpoint).ifPresent(choice -> table.row("  taken from", choice));
        prefix().ifPresent(prefix -> table.row("  left out", "the prefix " + prefix + " of every name"));
        conversion
                .recognition()
                .model()
                .filter(model -> !model.leftOut().isEmpty())
                .ifPresent(model -> table.row("  left out", RecognitionHints.leftOut(model.leftOut())));
        if (checkpoint.hasFeatureNames()) {
            table.row("  renamed", "names of timm's features_only, such as stem_0.weight, to stem.0.weight");
        }
        CheckpointOptions.leftOut(checkpoint).ifPresent(leftOut -> table.row("  left out", leftOut));
        table.row("  written", path(target.file().toString()) + ", " + Numbers.grouped(sizeBytes) + " bytes");
        table.row("  holds", content());
        int repeated = repeated();
        if (repeated > 0) {
            table.row(
                    "  tied",
                    repeated + (repeated == 1 ? " tensor is" : " tensors are")
                            + " the same elements as another, and written once more for each name");
        }
        check.ifPresent(found -> addTo(table, found));
        lines.addAll(table.lines());
        return lines;
    }

    private void addTo(Table table, ConversionCheck found) {
        found.tensors()
                .ifPresent(tensors -> table.row(
                        "  checked",
                        tensors.equal()
                                ? "all tensors are the same, bit for bit; tensor digest " + tensors.digest()
                                : "WRONG: the tensors are not the same"));
        for (ConversionCheck.OutputDifference output : found.outputs()) {
            table.row(
                    "  checked",
                    String.format(
                            Locale.ROOT,
                            "%s%s: largest difference %.3g, allowed %.3g",
                            output.isWithinBound() ? "" : "WRONG: ",
                            output.name(),
                            output.largest(),
                            output.bound()));
        }
        if (found.outputs().isEmpty()) {
            table.row("", "not run, since it is not known which network the weights are of");
        }
    }

    private String weights() {
        return conversion
                .network()
                .map(network -> "weights of " + network.name().orElse("a detector that its own rows describe") + " for "
                        + network.options().numClasses() + " classes")
                .orElse("weights of a network that is not registered here");
    }

    private String content() {
        if (target.format().holdsTensors()) {
            String types = countsByDtype().entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey())
                    .collect(Collectors.joining(", "));
            return conversion.tensors().size() + " tensors (" + types + ")";
        }
        return "a network that computes in " + conversion.networkType();
    }

    /** How many tensors are written that are the same elements of the file as one written before: tied weights. */
    private int repeated() {
        if (!target.format().holdsTensors()) {
            return 0;
        }
        Set<Object> elements = new HashSet<>();
        return (int) conversion.checkpoint().tensors().values().stream()
                .filter(tensor -> tensor.sizeBytes() > 0)
                .filter(tensor -> !elements.add(Tensors.identity(tensor)))
                .count();
    }

    private Map<DType, Integer> countsByDtype() {
        Map<DType, Integer> counts = new EnumMap<>(DType.class);
        conversion.tensors().forEach(tensor -> counts.merge(tensor.dtype(), 1, Integer::sum));
        return counts;
    }

    /** Returns the report for a program. */
    JsonObject json() {
        Checkpoint checkpoint = conversion.checkpoint();
        JsonObject json = new JsonObject();
        json.addProperty("in", checkpoint.file().toString());
        json.addProperty("inFormat", checkpoint.format().name());
        json.addProperty("key", checkpoint.key().orElse(null));
        json.addProperty("strippedPrefix", prefix().orElse(null));
        json.addProperty(
                "network", conversion.network().flatMap(KnownNetwork::name).orElse(null));
        json.addProperty(
                "numClasses",
                conversion
                        .network()
                        .map(network -> network.options().numClasses())
                        .orElse(null));
        JsonArray classNames = new JsonArray();
        conversion.network().ifPresent(network -> network.classNames().forEach(classNames::add));
        json.add("classNames", classNames);
        json.add("leftOut", Inspection.leftOut(checkpoint));
        json.addProperty("out", target.file().toString());
        json.addProperty("outFormat", target.format().name());
        json.addProperty("sizeBytes", sizeBytes);
        if (target.format().holdsTensors()) {
            json.addProperty("tensorCount", conversion.tensors().size());
            json.addProperty("tiedTensors", repeated());
            JsonObject types = new JsonObject();
            countsByDtype().forEach((dtype, count) -> types.addProperty(dtype.name(), count));
            json.add("dtypes", types);
        } else {
            json.addProperty("computesIn", conversion.networkType().name());
        }
        json.add("check", check.map(ConversionReport::json).orElse(null));
        return json;
    }

    private static JsonElement json(ConversionCheck check) {
        JsonObject json = new JsonObject();
        json.addProperty("passed", check.passed());
        json.addProperty(
                "equalTensors",
                check.tensors().map(ConversionCheck.TensorCheck::equal).orElse(null));
        json.addProperty(
                "tensorDigest",
                check.tensors().map(ConversionCheck.TensorCheck::digest).orElse(null));
        JsonArray outputs = new JsonArray();
        for (ConversionCheck.OutputDifference output : check.outputs()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("output", output.name());
            // JSON has no word for NaN and infinity.
            entry.addProperty("largestDifference", Double.isFinite(output.largest()) ? output.largest() : null);
            entry.addProperty("allowed", output.bound());
            outputs.add(entry);
        }
        json.add("outputs", outputs);
        return json;
    }

    private Optional<String> prefix() {
        Recognition recognition = conversion.recognition();
        return recognition
                .model()
                .map(RecognisedModel::prefix)
                .or(() -> recognition.checkpoint().strippedPrefix())
                .filter(prefix -> !prefix.isEmpty());
    }

    private static String path(String path) {
        return Printable.line(path, Printable.PATH_CHARS);
    }
}
