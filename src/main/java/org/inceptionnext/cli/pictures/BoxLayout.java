package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Console.Style;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportEntry.BoxAnswer;
import org.inceptionnext.cli.report.ReportEntry.Corners;
import org.inceptionnext.cli.results.ResultColumn;
import org.inceptionnext.cli.results.ResultColumn.Kind;
import org.inceptionnext.cli.results.ResultLayout;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.jspecify.annotations.Nullable;

/**
 * What is said of the objects in a picture.
 *
 * @param model what the detector is called
 * @param saving draws a picture and returns the file; an empty string where none is wanted
 */
record BoxLayout(Console console, String model, Function<Answered<Detections>, String> saving)
        implements ResultLayout<Detections> {
    @Override
    public List<ResultColumn> columns() {
        return List.of(
                new ResultColumn("width", Kind.INTEGER),
                new ResultColumn("height", Kind.INTEGER),
                new ResultColumn("class", Kind.TEXT),
                new ResultColumn("class_index", Kind.INTEGER),
                new ResultColumn("confidence", Kind.NUMBER),
                new ResultColumn("x1", Kind.NUMBER),
                new ResultColumn("y1", Kind.NUMBER),
                new ResultColumn("x2", Kind.NUMBER),
                new ResultColumn("y2", Kind.NUMBER),
                new ResultColumn("saved", Kind.TEXT));
    }

    @Override
    public List<@Nullable Object[]> rows(Answered<Detections> result) {
        String file = saving.apply(result);
        @Nullable String saved = file.isEmpty() ? null : file;
        Detections found = result.answer();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Detection detection : found.detections()) {
            Box box = detection.box();
            rows.add(new @Nullable Object[] {
                found.width(),
                found.height(),
                found.className(detection),
                detection.classIndex(),
                (float) detection.score(),
                (float) box.x1(),
                (float) box.y1(),
                (float) box.x2(),
                (float) box.y2(),
                saved
            });
        }
        if (rows.isEmpty()) {
            @Nullable Object[] nothing = new @Nullable Object[columns().size()];
            nothing[0] = found.width();
            nothing[1] = found.height();
            nothing[nothing.length - 1] = saved;
            rows.add(nothing);
        }
        return rows;
    }

    @Override
    public JsonObject json(Answered<Detections> result) {
        String saved = saving.apply(result);
        Detections found = result.answer();
        JsonArray detections = new JsonArray();
        for (Detection detection : found.detections()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("className", found.className(detection));
            entry.addProperty("classIndex", detection.classIndex());
            entry.addProperty("confidence", detection.score());
            Box box = detection.box();
            entry.addProperty("x1", box.x1());
            entry.addProperty("y1", box.y1());
            entry.addProperty("x2", box.x2());
            entry.addProperty("y2", box.y2());
            detections.add(entry);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", result.picture().name());
        line.addProperty("model", model);
        line.addProperty("width", found.width());
        line.addProperty("height", found.height());
        line.add("detections", detections);
        if (!saved.isEmpty()) {
            line.addProperty("saved", saved);
        }
        return line;
    }

    @Override
    public void print(Answered<Detections> result) {
        String saved = saving.apply(result);
        Detections found = result.answer();
        String file = Printable.line(result.picture().name(), Printable.PATH_CHARS);
        String to = saved.isEmpty() ? "" : " -> " + Printable.line(saved, Printable.PATH_CHARS);
        console.data(console.styled(Style.BOLD, file) + "  " + found.width() + "x" + found.height() + to);
        if (found.detections().isEmpty()) {
            console.data("  (nothing found)");
            return;
        }
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        for (Detection detection : found.detections()) {
            table.row(
                    "  " + Printable.line(found.className(detection), Printable.NAME_CHARS),
                    Numbers.percent(100 * detection.score()),
                    corners(detection.box()));
        }
        table.lines().forEach(console::data);
    }

    /** Returns what a report says of an answer. */
    static ReportEntry entry(Answered<Detections> result) {
        Detections found = result.answer();
        List<BoxAnswer> boxes = found.detections().stream()
                .map(each -> new BoxAnswer(
                        found.className(each),
                        each.score(),
                        new Corners(
                                each.box().x1(),
                                each.box().y1(),
                                each.box().x2(),
                                each.box().y2()),
                        null))
                .toList();
        return new ReportEntry(
                result.picture().name(), new ReportEntry.Boxes(boxes, null, found.width(), found.height()));
    }

    private static String corners(Box box) {
        return String.format(Locale.ROOT, "%.0f,%.0f to %.0f,%.0f", box.x1(), box.y1(), box.x2(), box.y2());
    }
}
