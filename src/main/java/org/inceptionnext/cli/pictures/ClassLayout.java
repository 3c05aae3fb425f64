package org.inceptionnext.cli.pictures;

import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Console.Style;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;
import org.inceptionnext.cli.results.ResultColumn;
import org.inceptionnext.cli.results.ResultColumn.Kind;
import org.inceptionnext.cli.results.ResultLayout;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a picture's classes, the most probable first.
 *
 * @param topK how many of them
 * @param threshold only those of at least this probability
 */
record ClassLayout(Console console, ChosenModel chosen, int topK, double threshold)
        implements ResultLayout<Classifications> {
    private static final int BAR_CELLS = 24;

    /** What stands beside a class's name and its bar: a probability of up to seven characters, and two spaces three times. */
    private static final int BESIDE_BAR = 13;

    private static final int MIN_LABEL_CHARS = 20;
    private static final String PARTIAL_CELLS = "▏▎▍▌▋▊▉█";

    @Override
    public List<ResultColumn> columns() {
        return List.of(
                new ResultColumn("rank", Kind.INTEGER),
                new ResultColumn("class", Kind.TEXT),
                new ResultColumn("probability", Kind.NUMBER));
    }

    @Override
    public List<@Nullable Object[]> rows(Answered<Classifications> result) throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Classification each : shown(result.answer())) {
            rows.add(new Object[] {rows.size() + 1, each.getClassName(), (float) each.getProbability()});
        }
        if (rows.isEmpty()) {
            rows.add(new @Nullable Object[columns().size()]);
        }
        return rows;
    }

    @Override
    public JsonObject json(Answered<Classifications> result) throws IOException {
        JsonArray classes = new JsonArray();
        for (Classification each : shown(result.answer())) {
            JsonObject entry = new JsonObject();
            entry.addProperty("className", each.getClassName());
            entry.addProperty("probability", (float) each.getProbability());
            classes.add(entry);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", result.picture().name());
        line.addProperty("model", chosen.card().name());
        line.addProperty("preset", chosen.preset().name());
        line.add("classes", classes);
        return line;
    }

    @Override
    public void print(Answered<Classifications> result) throws IOException {
        List<Classification> classes = shown(result.answer());
        String file = Printable.line(result.picture().name(), Printable.PATH_CHARS);
        if (topK == 1) {
            console.data(new Table(Align.LEFT, Align.LEFT)
                    .row(best(classes), file)
                    .lines()
                    .get(0));
            return;
        }
        console.data(console.styled(Style.BOLD, file));
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        int longest = classes.stream()
                .mapToInt(each -> label(each.getClassName()).length())
                .max()
                .orElse(0);
        int cells = Math.max(0, Math.min(BAR_CELLS, console.terminal().columns() - longest - BESIDE_BAR));
        for (Classification each : classes) {
            double probability = each.getProbability();
            table.row("  " + label(each.getClassName()), Numbers.percent(100 * probability), bar(probability, cells));
        }
        table.lines().forEach(console::data);
    }

    /** Returns what a report says of an answer. */
    ReportEntry entry(Answered<Classifications> result) {
        return new ReportEntry(result.picture().name(), new ReportEntry.Classes(answers(result.answer(), topK), null));
    }

    /** Returns the most probable classes for a report. */
    static List<ClassAnswer> answers(Classifications answer, int count) {
        return answer.topK(count).stream()
                .map(each -> new ClassAnswer(each.getClassName(), each.getProbability()))
                .toList();
    }

    private static String best(List<Classification> classes) {
        if (classes.isEmpty()) {
            return String.format("%8s  %-" + MIN_LABEL_CHARS + "s", "-", "(none)");
        }
        Classification best = classes.get(0);
        String percent = Numbers.percent(100 * best.getProbability());
        return String.format("%8s  %-" + MIN_LABEL_CHARS + "s", percent, label(best.getClassName()));
    }

    private List<Classification> shown(Classifications answer) throws IOException {
        List<Classification> classes = answer.topK(topK);
        if (!classes.stream().allMatch(each -> Double.isFinite(each.getProbability()))) {
            throw new IOException("the network's answer is not a number; the weights may be damaged");
        }
        return classes.stream()
                .filter(each -> each.getProbability() >= threshold)
                .toList();
    }

    private static String label(String className) {
        return Printable.line(className, Printable.NAME_CHARS);
    }

    /** Eighths of a character cell; off a terminal nothing, since a program may read the lines. */
    private String bar(double probability, int cells) {
        if (!console.terminal().outIsTerminal()) {
            return "";
        }
        int eighths = (int) Math.round(probability * cells * PARTIAL_CELLS.length());
        String full = "█".repeat(eighths / PARTIAL_CELLS.length());
        int rest = eighths % PARTIAL_CELLS.length();
        return console.styled(Style.GREEN, full + (rest == 0 ? "" : PARTIAL_CELLS.substring(rest - 1, rest)));
    }
}
