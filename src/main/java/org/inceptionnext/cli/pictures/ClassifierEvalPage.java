package org.inceptionnext.cli.pictures;

import ai.djl.modality.Classifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportChart;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;
import org.inceptionnext.cli.report.ReportTable;
import org.inceptionnext.cli.report.ReportTable.Row;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.evaluate.classification.CalibrationBin;
import org.inceptionnext.evaluate.classification.ClassScore;
import org.inceptionnext.evaluate.classification.ClassificationReport;

/** A classifier's evaluation as a page: its figures, who was taken for whom, and the pictures behind them. */
final class ClassifierEvalPage {
    private static final int ANSWERS = 3;

    private final Report page;

    ClassifierEvalPage(Report page) {
        this.page = page;
    }

    /**
     * Adds a picture.
     *
     * @param truth the number of its class
     */
    void add(Answered<Classifications> answered, int truth) {
        Classifications answer = answered.answer();
        ClassAnswer own = new ClassAnswer(
                answer.getClassNames().get(truth), answer.getProbabilities().get(truth));
        ReportEntry.Classes content = new ReportEntry.Classes(ClassLayout.answers(answer, ANSWERS), own);
        page.add(
                new ReportEntry(answered.picture().name(), content),
                answered.pixels().orElse(null));
    }

    void failed(String name, Failure failure) {
        page.add(ReportEntry.failed(name, failure.message()), null);
    }

    /**
     * Writes the page.
     *
     * @param facts how it was made
     */
    void write(ClassificationReport report, List<Report.Fact> facts) {
        page.addTable(figures(report));
        page.addTable(classes(report));
        page.addTable(calibration(report));
        page.addChart(calibrationChart(report));
        page.write(facts);
    }

    private static ReportTable figures(ClassificationReport report) {
        return new ReportTable(
                "Figures",
                "",
                List.of("figure", "value"),
                List.of(
                        Row.of("pictures", Numbers.grouped(report.pictures())),
                        Row.of("top-1", percent(report.top1())),
                        Row.of("top-5", percent(report.top5())),
                        Row.of("mean recall", percent(report.meanRecall())),
                        Row.of("macro F1", percent(report.macroF1())),
                        Row.of("calibration error", percent(report.calibrationError())),
                        Row.of("mean loss", String.format(Locale.ROOT, "%.4f", report.meanLoss()))));
    }

    private static ReportTable classes(ClassificationReport report) {
        List<Row> rows = new ArrayList<>();
        for (ClassScore each : report.classes()) {
            if (each.pictures() > 0 || each.predicted() > 0) {
                rows.add(Row.of(
                        each.className(),
                        Numbers.grouped(each.pictures()),
                        percent(each.precision()),
                        percent(each.recall()),
                        percent(each.f1())));
            }
        }
        return new ReportTable(
                "Each class",
                "Precision: the share of what was taken for the class that is of it. Recall: the share of its pictures that"
                        + " was recognised.",
                List.of("class", "pictures", "precision", "recall", "F1"),
                rows);
    }

    private static ReportTable calibration(ClassificationReport report) {
        List<Row> rows = new ArrayList<>();
        int bins = report.calibration().size();
        for (int i = 0; i < bins; i++) {
            CalibrationBin bin = report.calibration().get(i);
            rows.add(Row.of(
                    String.format(Locale.ROOT, "%.0f to %.0f %%", 100.0 * i / bins, 100.0 * (i + 1) / bins),
                    Numbers.grouped(bin.pictures()),
                    percent(bin.confidence()),
                    percent(bin.accuracy())));
        }
        return new ReportTable(
                "Calibration",
                "Of pictures whose answer has a probability of 80 %, 80 % should be right.",
                List.of("probability", "pictures", "mean probability", "right"),
                rows);
    }

    private static ReportChart calibrationChart(ClassificationReport report) {
        List<CalibrationBin> bins =
                report.calibration().stream().filter(bin -> bin.pictures() > 0).toList();
        return new ReportChart(
                "How often an answer of a probability is right",
                "The share of right answers over their mean probability, beside a perfectly calibrated model's; the"
                        + " expected calibration error is " + percent(report.calibrationError()),
                "probability",
                List.of(
                        new ReportChart.Line(
                                "right",
                                bins.stream().map(CalibrationBin::confidence).toList(),
                                bins.stream().map(CalibrationBin::accuracy).toList()),
                        new ReportChart.Line("perfectly calibrated", List.of(0.0, 1.0), List.of(0.0, 1.0))));
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
