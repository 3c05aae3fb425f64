package org.inceptionnext.cli.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.vision.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * One HTML page of a run's results. Nothing in it is fetched from elsewhere and no script but its own runs; names of files and
 * classes reach the page as data, never as HTML.
 *
 * <p>Entries are held in memory as short texts, without their pictures, until the page is written: at most as many as fit on it. A
 * report that is closed unwritten leaves nothing.
 */
public final class Report implements AutoCloseable {
    /** Where a template's two halves meet: between them stands what is too long to be held twice. */
    private static final String DATA = "{{{data}}}";

    private final NewFile file;
    private final Kind kind;
    private final double threshold;
    private final ReportImages images;
    private final ReportData data = new ReportData();
    private final List<ReportTable> tables = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final JsonArray charts = new JsonArray();
    private long count;
    private long failed;
    private boolean written;

    /** What the answers are. */
    public enum Kind {
        CLASSIFY("What the pictures show"),
        DETECT("Objects in pictures"),
        EMBED("Pictures as vectors"),
        EVAL_CLASSES("How good a classifier is"),
        EVAL_BOXES("How good a detector is"),
        TRAIN("How a training went");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    /**
     * A line of "how this was made".
     *
     * @param name what it is
     * @param value as text
     * @param link where it leads, as a URL; empty for nowhere
     */
    public record Fact(String name, String value, String link) {
        /** Makes one that leads nowhere. */
        public Fact(String name, String value) {
            this(name, value, "");
        }

        boolean isLink() {
            return !link.isEmpty();
        }
    }

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
        failed += entry.content() instanceof ReportEntry.Failed ? 1 : 0;
        if (data.count(entry)) {
            data.keep(entry, pixels == null ? -1 : image(pixels));
        }
    }

    private int image(Pixels pixels) {
        try {
            return images.add(pixels);
        } catch (IOException e) {
            throw new OutputException(images.folder().toString(), e);
        }
    }

    /** Adds lines over an axis; one without a point is left out. */
    public void addChart(ReportChart chart) {
        charts.add(chart.json());
    }

    /** Adds a table. */
    public void addTable(ReportTable table) {
        tables.add(table);
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
     * @param facts how it was made
     * @throws OutputException if it cannot be written; nothing is left of it
     */
    public void write(List<Fact> facts) {
        String style = resource("report.css");
        String script = resource("report.js");
        Map<String, Object> values = new HashMap<>(Map.of(
                "title", kind.title,
                "summary", summary(),
                "facts", facts,
                "tables", tables,
                "figures", figures));
        values.put("style", style);
        values.put("styleHash", hash(style));
        values.put("script", script);
        values.put("scriptHash", hash(script));
        file.write(out -> write(out, values));
        written = true;
    }

    private void write(OutputStream out, Map<String, Object> values) throws IOException {
        String[] halves = resource("report.html").split(Pattern.quote(DATA), 2);
        Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        page.write(filled(halves[0], values));
        data.writeTo(page, pageData());
        page.write(filled(halves[1], values));
        page.flush();
    }

    private static String filled(String template, Map<String, Object> values) {
        StringWriter text = new StringWriter();
        new DefaultMustacheFactory()
                .compile(new StringReader(template), "report.html")
                .execute(text, values);
        return text.toString();
    }

    private String summary() {
        if (kind == Kind.TRAIN) {
            return "";
        }
        String words = String.format(Locale.ROOT, "%,d pictures, %,d of them with an error.", count, failed);
        return data.kept() == count
                ? words
                : words + String.format(Locale.ROOT, " %,d of them are listed here.", data.kept());
    }

    private JsonObject pageData() {
        JsonObject page = new JsonObject();
        page.addProperty("kind", kind.name().toLowerCase(Locale.ROOT));
        page.addProperty("threshold", threshold);
        page.add("charts", charts);
        page.add("images", images.inside());
        page.addProperty("folder", images.address());
        return page;
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

    /**
     * Removes what was written beside a page that is not to be.
     *
     * @throws OutputException if it cannot be removed
     */
    @Override
    public void close() {
        if (!written) {
            try {
                images.remove();
            } catch (IOException e) {
                throw new OutputException(images.folder().toString(), e);
            }
        }
    }
}
