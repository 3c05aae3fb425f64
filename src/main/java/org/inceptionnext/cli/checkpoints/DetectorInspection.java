package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.BuiltRow;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.recognise.Recognition;
import org.jspecify.annotations.Nullable;

/**
 * What a detector's file says of itself beside its weights.
 *
 * @param options the numbers of classes and channels
 * @param detector built by the file's rows, or the registered network's
 * @param classNames by index; empty if the file names none
 * @param epoch at which it was saved
 * @param date when it was saved, in its own words
 */
record DetectorInspection(
        NetworkOptions options,
        Detector detector,
        List<String> classNames,
        Optional<Long> epoch,
        Optional<String> date) {

    /** Returns empty if the file is no detector that is known here. */
    static Optional<DetectorInspection> of(Recognition recognition) {
        return recognition
                .model()
                .filter(model -> model.definition() instanceof DetectorDefinition)
                .map(model -> new DetectorInspection(
                        model.options(),
                        ((DetectorDefinition) model.definition()).detector(model.options()),
                        model.classNames().names(),
                        recognition.epoch(),
                        recognition.date()));
    }

    /** Adds what is worth a line. */
    void addTo(Table table) {
        table.row("Classes", classes());
        table.row("Strides", join(detector.strides()));
        epoch.ifPresent(saved -> table.row(
                "Epoch",
                saved < 0 ? "training is finished (its optimizer and counters are taken out)" : Long.toString(saved)));
        date.ifPresent(saved -> table.row("Saved", Printable.line(saved, Printable.NAME_CHARS)));
    }

    private String classes() {
        if (classNames.isEmpty()) {
            return options.numClasses() + ", without names";
        }
        return classNames.size() + ": " + Printable.line(String.join(", ", classNames), Printable.NAME_CHARS);
    }

    /** Returns a table of the rows. */
    List<String> rowLines() {
        Table table = new Table(
                        Align.RIGHT,
                        Align.RIGHT,
                        Align.LEFT,
                        Align.RIGHT,
                        Align.LEFT,
                        Align.LEFT,
                        Align.LEFT,
                        Align.LEFT)
                .row("ROW", "INDEX", "FROM", "TIMES", "MODULE", "ARGUMENTS", "CHANNELS", "STRIDE");
        for (BuiltRow row : detector.rows()) {
            table.row(
                    Integer.toString(row.sequence()),
                    Integer.toString(row.index()),
                    join(row.from()),
                    Integer.toString(row.repeats()),
                    Printable.line(row.module(), Printable.NAME_CHARS),
                    Printable.line(python(row.arguments()), Printable.NAME_CHARS),
                    join(row.channels()),
                    join(row.strides()));
        }
        return table.lines();
    }

    private static String join(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** As a row spells it. */
    private static String python(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DetectorInspection::python).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }

    /** Returns the same for a program. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("numClasses", options.numClasses());
        json.add("classNames", element(classNames));
        json.add("strides", element(detector.strides()));
        json.add("save", element(detector.saved()));
        json.addProperty("epoch", epoch.orElse(null));
        json.addProperty("date", date.orElse(null));
        JsonArray rows = new JsonArray();
        detector.rows().forEach(row -> rows.add(json(row)));
        json.add("rows", rows);
        return json;
    }

    private static JsonObject json(BuiltRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("sequence", row.sequence());
        json.addProperty("index", row.index());
        json.add("from", element(row.from()));
        json.addProperty("repeats", row.repeats());
        json.addProperty("module", row.module());
        json.add("arguments", element(row.arguments()));
        json.add("channels", element(row.channels()));
        json.add("strides", element(row.strides()));
        return json;
    }

    private static JsonElement element(@Nullable Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(element(item)));
            return array;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        return value instanceof Boolean flag ? new JsonPrimitive(flag) : new JsonPrimitive(value.toString());
    }
}
