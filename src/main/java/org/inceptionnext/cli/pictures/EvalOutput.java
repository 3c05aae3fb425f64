package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.data.Split;
import org.inceptionnext.evaluate.classification.ClassScore;
import org.inceptionnext.evaluate.classification.ClassificationReport;
import org.inceptionnext.evaluate.classification.Mistake;

/** The figures of an evaluation, for a person or a program. */
final class EvalOutput {
    private final Console console;
    private final ChosenModel chosen;
    private final EvalData data;

    EvalOutput(Console console, ChosenModel chosen, EvalData data) {
        this.console = console;
        this.chosen = chosen;
        this.data = data;
    }

    void print(ClassificationReport report) {
        if (console.globals().json) {
            console.data(json(report));
        } else {
            text(report);
        }
    }

    private void text(ClassificationReport report) {
        String part = data.split().map(split -> " (" + split + ")").orElse("");
        console.data(chosen.card().name() + " on " + Numbers.grouped(report.pictures()) + " pictures of "
                + Printable.line(data.name(), Printable.PATH_CHARS) + part);
        new Table(Align.LEFT, Align.RIGHT)
                .row("top-1", percent(report.top1()))
                .row("top-5", percent(report.top5()))
                .row("mean recall", percent(report.meanRecall()))
                .row("macro F1", percent(report.macroF1()))
                .row("calibration error", percent(report.calibrationError()))
                .row("mean loss", String.format(Locale.ROOT, "%.4f", report.meanLoss()))
                .lines()
                .forEach(console::data);
        Table classes = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
                .row("CLASS", "PICTURES", "PRECISION", "RECALL", "F1");
        for (ClassScore each : report.classes()) {
            if (each.pictures() > 0 || each.predicted() > 0) {
                classes.row(
                        Printable.line(each.className(), Printable.NAME_CHARS),
                        Numbers.grouped(each.pictures()),
                        percent(each.precision()),
                        percent(each.recall()),
                        percent(each.f1()));
            }
        }
        classes.lines().forEach(console::data);
        mistakes(report);
    }

    private void mistakes(ClassificationReport report) {
        if (report.worst().isEmpty()) {
            return;
        }
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT)
                .row("IS", "GIVEN", "TAKEN FOR", "GIVEN", "WORST MISTAKES");
        for (Mistake mistake : report.worst()) {
            table.row(
                    name(report, mistake.truth()),
                    percent(mistake.truthProbability()),
                    name(report, mistake.predicted()),
                    percent(mistake.predictedProbability()),
                    Printable.line(mistake.picture(), Printable.PATH_CHARS));
        }
        table.lines().forEach(console::data);
    }

    private static String name(ClassificationReport report, int number) {
        return Printable.line(report.classes().get(number).className(), Printable.NAME_CHARS);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private JsonObject json(ClassificationReport report) {
        JsonObject line = new JsonObject();
        line.addProperty("data", data.name());
        line.addProperty("split", data.split().map(Split::toString).orElse(null));
        line.addProperty("model", chosen.card().name());
        line.addProperty("pictures", report.pictures());
        line.addProperty("top1", report.top1());
        line.addProperty("top5", report.top5());
        line.addProperty("meanRecall", number(report.meanRecall()));
        line.addProperty("macroF1", number(report.macroF1()));
        line.addProperty("calibrationError", report.calibrationError());
        line.addProperty("meanLoss", report.meanLoss());
        JsonArray classes = new JsonArray();
        for (ClassScore each : report.classes()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("className", each.className());
            entry.addProperty("pictures", each.pictures());
            entry.addProperty("predicted", each.predicted());
            entry.addProperty("correct", each.correct());
            entry.addProperty("precision", number(each.precision()));
            entry.addProperty("recall", number(each.recall()));
            entry.addProperty("f1", number(each.f1()));
            classes.add(entry);
        }
        line.add("classes", classes);
        JsonArray worst = new JsonArray();
        for (Mistake mistake : report.worst()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("file", mistake.picture());
            entry.addProperty("className", report.classes().get(mistake.truth()).className());
            entry.addProperty("probability", mistake.truthProbability());
            entry.addProperty(
                    "takenFor", report.classes().get(mistake.predicted()).className());
            entry.addProperty("takenForProbability", mistake.predictedProbability());
            worst.add(entry);
        }
        line.add("worst", worst);
        return line;
    }

    /** JSON has no word for "no number": null stands for it. */
    private static @org.jspecify.annotations.Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
