package org.inceptionnext.cli.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.inceptionnext.cli.console.Json;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.cli.report.ReportEntry.BoxAnswer;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.vision.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * One HTML page of a run's results. Nothing in it is fetched from elsewhere and no script but its own runs; names of files and
 * classes reach the page as data, never as HTML.
 *
 * <p>All entries are held in memory, without their pictures, until the page is written.
 */
public final class Report {
    /** More would make the page larger than 30 MB; of the rest those that failed are still listed. */
    private static final int MAX_ENTRIES = 50_000;

    /** What is shown of a picture's classes. */
    private static final int MAX_CLASSES = 5;

    /** What is shown of a picture's objects. */
    private static final int MAX_BOXES = 300;

    private final NewFile file;
    private final Kind kind;
    private final double threshold;
    private final ReportImages images;
    private final Map<String, Integer> classNumbers = new LinkedHashMap<>();
    private final List<JsonObject> entries = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final List<JsonObject> withVectors = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private long count;
    private long failed;

    /** What the answers are. */
    public enum Kind {
        CLASSIFY,
        DETECT,
        EMBED,
        EVAL
    }

    /**
     * A line of "how this was made".
     *
     * @param name what it is
     * @param value as text
     */
    public record Fact(String name, String value) {}

    /** A picture of the whole run. */
    private record Figure(String name, String image, String words) {}

    /**
     * Begins a report.
     *
     * @param file of the page; does not exist
     * @param kind what the answers are
     * @param threshold the confidence from which objects are shown at first, 0 to 1
     */
    public Report(NewFile file, Kind kind, double threshold) {
        this.file = file;
        this.kind = kind;
        this.threshold = threshold;
        this.images = new ReportImages(file.path());
    }

    /**
     * Adds a picture's result.
     *
     * @param pixels the picture; null: it could not be read
     * @throws OutputException if the folder beside the page cannot be written
     */
    public void add(ReportEntry entry, @Nullable Pixels pixels) {
        count++;
        failed += entry.error() == null ? 0 : 1;
        if (entries.size() >= MAX_ENTRIES && (entry.error() == null || entries.size() >= 2 * MAX_ENTRIES)) {
            return;
        }
        JsonObject json = new JsonObject();
        json.addProperty("name", entry.name());
        if (pixels != null) {
            try {
                json.addProperty("image", images.add(pixels));
            } catch (IOException e) {
                throw new OutputException(images.folder().toString(), e);
            }
        }
        addAnswers(json, entry);
        entries.add(json);
    }

    private void addAnswers(JsonObject json, ReportEntry entry) {
        if (entry.error() != null) {
            json.addProperty("error", entry.error());
        }
        if (entry.truth() != null) {
            json.addProperty("truth", number(entry.truth()));
        }
        if (!entry.classes().isEmpty()) {
            JsonArray classes = new JsonArray();
            for (ClassAnswer each : entry.classes()
                    .subList(0, Math.min(MAX_CLASSES, entry.classes().size()))) {
                classes.add(numbers(number(each.className()), rounded(each.probability(), 1e4)));
            }
            json.add("classes", classes);
        }
        if (entry.boxes() != null) {
            JsonArray boxes = new JsonArray();
            for (BoxAnswer each :
                    entry.boxes().subList(0, Math.min(MAX_BOXES, entry.boxes().size()))) {
                boxes.add(numbers(
                        number(each.className()),
                        rounded(each.confidence(), 1e4),
                        rounded(each.x1(), 10),
                        rounded(each.y1(), 10),
                        rounded(each.x2(), 10),
                        rounded(each.y2(), 10)));
            }
            json.add("boxes", boxes);
            json.addProperty("width", entry.width());
            json.addProperty("height", entry.height());
        }
        if (entry.vector() != null) {
            vectors.add(entry.vector());
            withVectors.add(json);
        }
    }

    private int number(String className) {
        return classNumbers.computeIfAbsent(className, name -> classNumbers.size());
    }

    private static JsonArray numbers(double... values) {
        JsonArray array = new JsonArray();
        for (double value : values) {
            if (value == Math.rint(value)) {
                array.add((long) value);
            } else {
                array.add(value);
            }
        }
        return array;
    }

    private static double rounded(double value, double steps) {
        return Math.round(value * steps) / steps;
    }

    /**
     * Adds a picture of the whole run, such as curves.
     *
     * @param name its heading
     * @param png its file
     * @param words what it shows, for those who do not see it
     */
    public void addFigure(String name, byte[] png, String words) {
        figures.add(
                new Figure(name, "data:image/png;base64," + Base64.getEncoder().encodeToString(png), words));
    }

    /**
     * Writes the page.
     *
     * @param title its heading
     * @param facts how it was made
     * @throws OutputException if it cannot be written; nothing is left of it
     */
    public void write(String title, List<Fact> facts) {
        String style = resource("report.css");
        String script = resource("report.js");
        Map<String, Object> values = Map.of(
                "title", title,
                "summary", summary(),
                "facts", facts,
                "figures", figures,
                "style", style,
                "styleHash", hash(style),
                "script", script,
                "scriptHash", hash(script),
                "data", data());
        StringWriter page = new StringWriter();
        new DefaultMustacheFactory()
                .compile(new StringReader(resource("report.html")), "report.html")
                .execute(page, values);
        file.write(page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String summary() {
        String words = String.format(Locale.ROOT, "%,d pictures, %,d of them with an error.", count, failed);
        return entries.size() == count
                ? words
                : words + String.format(Locale.ROOT, " The first %,d are listed here.", entries.size());
    }

    /** What ends a script would end this one: no less-than sign is in it. */
    private String data() {
        double[][] points = PrincipalPlane.of(vectors);
        for (int i = 0; i < points.length; i++) {
            withVectors.get(i).add("point", numbers(rounded(points[i][0], 1e4), rounded(points[i][1], 1e4)));
        }
        JsonObject data = new JsonObject();
        data.addProperty("kind", kind.name().toLowerCase(Locale.ROOT));
        data.addProperty("threshold", threshold);
        JsonArray names = new JsonArray();
        classNumbers.keySet().forEach(names::add);
        data.add("names", names);
        data.add("images", images.sources());
        JsonArray all = new JsonArray();
        entries.forEach(all::add);
        data.add("entries", all);
        return Json.line(data).replace("<", "\\u003c");
    }

    /** Returns the hash by which the page allows its own style and script, and no other. */
    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Sha256.start().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read from the jar", e);
        }
    }

    /** Removes what was written beside a page that is not to be. */
    public void abandon() throws IOException {
        Path folder = images.folder();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }
}
