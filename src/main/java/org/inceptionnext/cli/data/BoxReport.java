package org.inceptionnext.cli.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxCheck;
import org.inceptionnext.data.detection.DetectionSet;

/** What a data set of boxes holds, for a person or a program. */
final class BoxReport {
    private final Console console;
    private final DetectionSet set;
    private final Optional<AnchorReport> anchors;

    BoxReport(Console console, DetectionSet set, Optional<AnchorReport> anchors) {
        this.console = console;
        this.set = set;
        this.anchors = anchors;
    }

    void print() {
        if (console.globals().json) {
            console.data(json());
        } else {
            text();
        }
    }

    private void text() {
        StringBuilder pictures = new StringBuilder(set.format() + ":");
        for (Split split : Split.values()) {
            long background = set.pictures(split).stream()
                    .filter(each -> each.boxes().isEmpty())
                    .count();
            pictures.append(' ')
                    .append(split)
                    .append(' ')
                    .append(Numbers.grouped(set.pictures(split).size()))
                    .append(" pictures (")
                    .append(Numbers.grouped(background))
                    .append(" without boxes)")
                    .append(split == Split.TEST ? "" : ",");
        }
        console.data(pictures.toString());
        Table table = new Table(
                        Align.RIGHT,
                        Align.LEFT,
                        Align.RIGHT,
                        Align.RIGHT,
                        Align.RIGHT,
                        Align.RIGHT,
                        Align.RIGHT,
                        Align.RIGHT)
                .row("NUMBER", "CLASS", "TRAIN", "VAL", "TEST", "SMALL", "MEDIUM", "LARGE");
        int number = 0;
        for (BoxCheck.ClassCount count : BoxCheck.counts(set)) {
            table.row(
                    String.valueOf(number++),
                    Printable.line(count.className(), Printable.NAME_CHARS),
                    grouped(count, Split.TRAIN),
                    grouped(count, Split.VAL),
                    grouped(count, Split.TEST),
                    Numbers.grouped(count.small()),
                    Numbers.grouped(count.medium()),
                    Numbers.grouped(count.large()));
        }
        table.lines().forEach(console::data);
        anchors.map(AnchorReport::text).ifPresent(console::data);
        new FindingList(console).print(set.findings());
        if (set.findings().count() == 0) {
            console.data("Nothing is wrong with it.");
        }
    }

    private static String grouped(BoxCheck.ClassCount count, Split split) {
        return Numbers.grouped(count.boxes().getOrDefault(split, 0L));
    }

    private JsonObject json() {
        JsonObject line = new JsonObject();
        line.addProperty("data", set.name());
        line.addProperty("format", set.format().name().toLowerCase(Locale.ROOT));
        for (Split split : Split.values()) {
            line.addProperty(split.toString(), set.pictures(split).size());
        }
        JsonArray classes = new JsonArray();
        for (BoxCheck.ClassCount count : BoxCheck.counts(set)) {
            JsonObject each = new JsonObject();
            each.addProperty("className", count.className());
            for (Split split : Split.values()) {
                each.addProperty(split.toString(), count.boxes().getOrDefault(split, 0L));
            }
            each.addProperty("small", count.small());
            each.addProperty("medium", count.medium());
            each.addProperty("large", count.large());
            classes.add(each);
        }
        line.add("classes", classes);
        anchors.ifPresent(fit -> line.add("anchors", fit.json()));
        JsonArray findings = new JsonArray();
        set.findings().kept().forEach(finding -> findings.add(FindingJson.of(finding)));
        line.add("findings", findings);
        return line;
    }
}
