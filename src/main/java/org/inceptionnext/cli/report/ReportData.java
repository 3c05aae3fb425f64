package org.inceptionnext.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Json;
import org.inceptionnext.cli.report.ReportEntry.BoxAnswer;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;

/**
 * What a page knows of its pictures, as JSON. An entry is kept as its text, and of all entries no more than fit on a page; each that
 * has a right class is counted in the confusion, whether it is kept or not.
 */
final class ReportData {
    /** With as much in pictures the page stays below 30 MB. */
    private static final long MAX_BYTES = 14L << 20;

    private static final int MAX_ENTRIES = 50_000;

    /** What failed or is wrong is what a person looks for: some of it finds a place behind many others. */
    private static final int MAX_WRONG_ENTRIES = MAX_ENTRIES + 10_000;

    private static final int MAX_CLASSES = 5;
    private static final int MAX_BOXES = 300;
    private static final int MAX_CELLS = 20_000;

    /** Below this size of a picture, tenths of a pixel are seen. */
    private static final int SMALL = 500;

    private final Map<String, Integer> classNumbers = new LinkedHashMap<>();
    private final Map<Long, Long> confusion = new LinkedHashMap<>();
    private final List<String> entries = new ArrayList<>();
    private final VectorSample vectors = new VectorSample();
    private long bytes;
    private long seen;

    /** Returns how many entries are kept. */
    int kept() {
        return entries.size();
    }

    /** Counts an entry, and returns whether it is to be {@linkplain #keep kept}. */
    boolean count(ReportEntry entry) {
        boolean isWrong = entry.content() instanceof ReportEntry.Failed;
        if (entry.content() instanceof ReportEntry.Classes classes
                && classes.truth() != null
                && !classes.answers().isEmpty()) {
            int truth = number(classes.truth().className());
            int answer = number(classes.answers().get(0).className());
            confusion.merge((long) truth << Integer.SIZE | answer, 1L, Long::sum);
            isWrong = truth != answer;
        }
        seen++;
        // A tenth of the room is for what is wrong.
        return isWrong
                ? entries.size() < MAX_WRONG_ENTRIES && bytes < MAX_BYTES
                : entries.size() < MAX_ENTRIES && bytes < MAX_BYTES / 10 * 9;
    }

    /**
     * Keeps an entry.
     *
     * @param image the number of its picture; -1: it has none
     */
    void keep(ReportEntry entry, int image) {
        JsonObject json = new JsonObject();
        json.addProperty("name", entry.name());
        if (image >= 0) {
            json.addProperty("image", image);
        }
        if (entry.content() instanceof ReportEntry.Failed failed) {
            json.addProperty("error", failed.error());
        } else if (entry.content() instanceof ReportEntry.Classes classes) {
            addClasses(json, classes);
        } else if (entry.content() instanceof ReportEntry.Boxes boxes) {
            addBoxes(json, boxes);
        } else if (entry.content() instanceof ReportEntry.Vector vector) {
            vectors.add(vector.values(), entries.size());
        }
        String text = inScript(json);
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        entries.add(text);
    }

    private void addClasses(JsonObject json, ReportEntry.Classes classes) {
        ClassAnswer truth = classes.truth();
        if (truth != null) {
            json.addProperty("truth", number(truth.className()));
            json.addProperty("own", JsonNumbers.rounded(truth.probability(), 1e4));
        }
        JsonArray answers = new JsonArray();
        for (ClassAnswer each : first(classes.answers(), MAX_CLASSES)) {
            answers.add(JsonNumbers.of(number(each.className()), JsonNumbers.rounded(each.probability(), 1e4)));
        }
        json.add("classes", answers);
    }

    private void addBoxes(JsonObject json, ReportEntry.Boxes boxes) {
        double steps = Math.max(boxes.width(), boxes.height()) < SMALL ? 10 : 1;
        json.addProperty("width", boxes.width());
        json.addProperty("height", boxes.height());
        json.add("boxes", rows(boxes.found(), steps));
        List<BoxAnswer> labelled = boxes.labelled();
        if (labelled != null) {
            json.add("labels", rows(labelled, steps));
        }
    }

    /** A row is class, confidence, the corners, and 1 or 0 for right or wrong where that is known. */
    private JsonArray rows(List<BoxAnswer> boxes, double steps) {
        JsonArray rows = new JsonArray();
        for (BoxAnswer each : first(boxes, MAX_BOXES)) {
            JsonArray row = JsonNumbers.of(
                    number(each.className()),
                    JsonNumbers.rounded(each.confidence(), 1e3),
                    JsonNumbers.rounded(each.corners().x1(), steps),
                    JsonNumbers.rounded(each.corners().y1(), steps),
                    JsonNumbers.rounded(each.corners().x2(), steps),
                    JsonNumbers.rounded(each.corners().y2(), steps));
            Boolean right = each.right();
            if (right != null) {
                row.add(right ? 1 : 0);
            }
            rows.add(row);
        }
        return rows;
    }

    private static <T> List<T> first(List<T> all, int count) {
        return all.subList(0, Math.min(count, all.size()));
    }

    private int number(String className) {
        return classNumbers.computeIfAbsent(className, name -> classNumbers.size());
    }

    /** What ends a script would end this one: no less-than sign is in it. */
    private static String inScript(JsonElement element) {
        return Json.line(element).replace("<", "\\u003c");
    }

    /**
     * Writes all of it.
     *
     * @param page what else the page knows, by name
     */
    void writeTo(Writer out, JsonObject page) throws IOException {
        page.addProperty("seen", seen);
        JsonArray names = new JsonArray();
        classNumbers.keySet().forEach(names::add);
        page.add("names", names);
        page.add("cells", cells());
        page.add("points", points());
        page.addProperty("vectors", vectors.seen());
        String begin = inScript(page);
        out.write(begin, 0, begin.length() - 1);
        out.write(",\"entries\":[");
        for (int i = 0; i < entries.size(); i++) {
            out.write(i == 0 ? "" : ",");
            out.write(entries.get(i));
        }
        out.write("]}");
    }

    /** Right class, answer, how often: of very many those that occur most. */
    private JsonArray cells() {
        JsonArray cells = new JsonArray();
        confusion.entrySet().stream()
                .sorted(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_CELLS)
                .forEach(each -> cells.add(JsonNumbers.of(
                        each.getKey() >>> Integer.SIZE, each.getKey() & Integer.MAX_VALUE, each.getValue())));
        return cells;
    }

    /** The number of an entry, and where it is on the map. */
    private JsonArray points() {
        JsonArray points = new JsonArray();
        double[][] places = PrincipalPlane.of(vectors.vectors());
        for (int i = 0; i < places.length; i++) {
            points.add(JsonNumbers.of(
                    vectors.entries().get(i),
                    JsonNumbers.rounded(places[i][0], 1e4),
                    JsonNumbers.rounded(places[i][1], 1e4)));
        }
        return points;
    }
}
