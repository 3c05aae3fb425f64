package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.network.yolov5.BuiltRow;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.DetectorCheckpoint;
import org.inceptionnext.network.yolov5.RowFormatException;
import org.jspecify.annotations.Nullable;

/** What a YOLOv5 checkpoint says of itself beside its weights. */
sealed interface DetectorInspection {
    int PROBLEM_CHARS = 400;

    /**
     * A detector that this library builds.
     *
     * @param checkpoint the file's
     * @param detector built by the file's rows
     * @param classNames by index; empty if the file names none
     */
    record Known(DetectorCheckpoint checkpoint, Detector detector, List<String> classNames)
            implements DetectorInspection {}

    /**
     * One that it does not build.
     *
     * @param problem which row, and why
     */
    record Unknown(String problem) implements DetectorInspection {}

    /** Returns empty if the file has no rows. */
    static Optional<DetectorInspection> of(Checkpoint checkpoint) {
        try {
            return DetectorCheckpoint.of(checkpoint)
                    .map(found -> new Known(found, found.detector(), found.classNames()));
        } catch (RowFormatException e) {
            return Optional.of(new Unknown(String.valueOf(e.getMessage())));
        }
    }

    /** Adds what is worth a line. */
    default void addTo(Table table) {
        if (this instanceof Unknown unknown) {
            table.row(
                    "Rows",
                    "a YOLOv5 network that is not built here: " + Printable.line(unknown.problem(), PROBLEM_CHARS));
        } else if (this instanceof Known known) {
            table.row("Classes", classes(known));
            table.row("Strides", join(known.detector().strides()));
            known.checkpoint()
                    .epoch()
                    .ifPresent(epoch -> table.row(
                            "Epoch",
                            epoch < 0
                                    ? "none: training has ended, and the file no longer holds its state"
                                    : Long.toString(epoch)));
            known.checkpoint().date().ifPresent(date -> table.row("Saved", Printable.line(date, Printable.NAME_CHARS)));
        }
    }

    private static String classes(Known known) {
        if (known.classNames().isEmpty()) {
            return known.checkpoint().options().numClasses() + ", without names";
        }
        return known.classNames().size() + ": "
                + Printable.line(String.join(", ", known.classNames()), Printable.NAME_CHARS);
    }

    /** Returns a table of the rows; empty if they could not be built. */
    default List<String> rowLines() {
        if (!(this instanceof Known known)) {
            return List.of();
        }
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
        for (BuiltRow row : known.detector().rows()) {
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
    default JsonObject json() {
        JsonObject json = new JsonObject();
        if (this instanceof Unknown unknown) {
            json.addProperty("problem", unknown.problem());
        } else if (this instanceof Known known) {
            json.addProperty("numClasses", known.checkpoint().options().numClasses());
            json.add("classNames", element(known.classNames()));
            json.add("strides", element(known.detector().strides()));
            json.add("save", element(known.detector().saved()));
            json.addProperty("epoch", known.checkpoint().epoch().orElse(null));
            json.addProperty("date", known.checkpoint().date().orElse(null));
            JsonArray rows = new JsonArray();
            known.detector().rows().forEach(row -> rows.add(json(row)));
            json.add("rows", rows);
        }
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
