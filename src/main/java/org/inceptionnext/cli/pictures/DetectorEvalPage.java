package org.inceptionnext.cli.pictures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportChart;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportEntry.BoxAnswer;
import org.inceptionnext.cli.report.ReportEntry.Corners;
import org.inceptionnext.cli.report.ReportTable;
import org.inceptionnext.cli.report.ReportTable.Row;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.evaluate.detection.CocoArea;
import org.inceptionnext.evaluate.detection.CocoReport;
import org.inceptionnext.evaluate.detection.ScoredBox;
import org.inceptionnext.evaluate.detection.YoloCurve;
import org.inceptionnext.evaluate.detection.YoloReport;
import org.inceptionnext.vision.Pixels;

/** A detector's evaluation as a page: its figures by both protocols, curves, and the pictures with what is and was found in them. */
final class DetectorEvalPage {
    /** What is less sure is counted, and too much to be looked at. */
    private static final double LEAST_CONFIDENCE = 0.05;

    private static final int MOST_BOXES = 100;
    private static final int MOST_LINES = 12;
    private static final int EVERY = 5;
    private static final int MOST_CONFUSED = 30;

    private final Report page;
    private final List<String> classNames;

    /** @param classNames of the data set, by number */
    DetectorEvalPage(Report page, List<String> classNames) {
        this.page = page;
        this.classNames = classNames;
    }

    /**
     * Adds a picture.
     *
     * @param met for each detection which of the overlaps .50 to .95 it meets: right is what meets .50, bit 0
     */
    void add(DetectorEval.PictureDetections picture, int[] met, Optional<Pixels> pixels) {
        List<BoxAnswer> found = new ArrayList<>();
        for (int i = 0; i < met.length; i++) {
            ScoredBox box = picture.boxes().get(i);
            if (box.score() >= LEAST_CONFIDENCE) {
                Corners corners = corners(box.x(), box.y(), box.width(), box.height());
                found.add(new BoxAnswer(classNames.get(box.classIndex()), box.score(), corners, (met[i] & 1) != 0));
            }
        }
        found.sort(Comparator.comparingDouble(BoxAnswer::confidence).reversed());
        BoxedPicture boxed = picture.picture();
        List<BoxAnswer> labelled = boxed.boxes().stream()
                .filter(box -> !box.isCrowd())
                .map(this::labelled)
                .toList();
        ReportEntry.Boxes content = new ReportEntry.Boxes(
                found.subList(0, Math.min(MOST_BOXES, found.size())), labelled, boxed.width(), boxed.height());
        page.add(new ReportEntry(boxed.file().toString(), content), pixels.orElse(null));
    }

    private BoxAnswer labelled(LabelledBox box) {
        return new BoxAnswer(
                classNames.get(box.classIndex()), 1, corners(box.x(), box.y(), box.width(), box.height()), null);
    }

    private static Corners corners(double x, double y, double width, double height) {
        return new Corners(x, y, x + width, y + height);
    }

    void failed(BoxedPicture boxed, Failure failure) {
        page.add(ReportEntry.failed(boxed.file().toString(), failure.message()), null);
    }

    /**
     * Writes the page.
     *
     * @param facts how it was made
     */
    void write(DetectorEval.Figures figures, List<Report.Fact> facts) {
        YoloReport yolo = figures.yolo().report();
        CocoReport coco = figures.coco().report();
        page.addTable(classes(yolo, coco));
        page.addTable(coco(coco));
        if (classNames.size() <= MOST_CONFUSED) {
            page.addTable(confusion(yolo));
        }
        List<YoloCurve> curves = figures.yolo().curves();
        if (!curves.isEmpty()) {
            charts(curves, yolo);
        }
        page.write(facts);
    }

    private ReportTable classes(YoloReport yolo, CocoReport coco) {
        List<Row> rows = new ArrayList<>();
        long labels = 0;
        for (YoloReport.YoloClass each : yolo.classes()) {
            labels += each.labels();
            CocoReport.CocoClass byCoco = coco.classes().get(each.classIndex());
            double ap = Optional.ofNullable(byCoco.byArea().get(CocoArea.ALL))
                    .map(CocoReport.ApAndRecall::ap)
                    .orElse(-1.0);
            rows.add(Row.of(
                    classNames.get(each.classIndex()),
                    Numbers.grouped(each.labels()),
                    number(each.precision()),
                    number(each.recall()),
                    number(each.f1()),
                    number(each.ap50()),
                    number(each.ap5095()),
                    number(byCoco.ap50()),
                    number(ap)));
        }
        rows.add(Row.of(
                "all",
                Numbers.grouped(labels),
                number(yolo.meanPrecision()),
                number(yolo.meanRecall()),
                "",
                number(yolo.map50()),
                number(yolo.map5095()),
                number(coco.ap50()),
                number(coco.ap())));
        return new ReportTable(
                "Each class",
                "Average precision by YOLOv5's rules and by COCO's, which are different numbers; precision, recall and F1 at"
                        + " the confidence where the mean F1 of all classes is best.",
                List.of(
                        "class",
                        "labels",
                        "precision",
                        "recall",
                        "F1",
                        "mAP50 (YOLOv5)",
                        "mAP50-95 (YOLOv5)",
                        "AP50 (COCO)",
                        "AP (COCO)"),
                rows);
    }

    private static ReportTable coco(CocoReport coco) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < DetectorEvalOutput.COCO_NAMES.size(); i++) {
            rows.add(Row.of(
                    DetectorEvalOutput.COCO_NAMES.get(i), number(coco.summary().get(i))));
        }
        return new ReportTable("COCO's twelve figures", "", List.of("figure", "value"), rows);
    }

    private ReportTable confusion(YoloReport yolo) {
        List<String> header = new ArrayList<>(List.of("found as \\ is"));
        header.addAll(classNames);
        header.add("(nothing)");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < yolo.confusion().size(); i++) {
            rows.add(new Row(
                    i < classNames.size() ? classNames.get(i) : "(not found)",
                    yolo.confusion().get(i).stream().map(Numbers::grouped).toList()));
        }
        return new ReportTable(
                "What was taken for what",
                "Objects with a confidence above .25 that overlap a labelled box by more than .45, by YOLOv5's rules.",
                header,
                rows);
    }

    private void charts(List<YoloCurve> curves, YoloReport yolo) {
        page.addChart(chart(
                "Precision over recall",
                "Precision over recall at an overlap of .50; mAP50 is " + number(yolo.map50()),
                "recall",
                lines(curves, YoloCurve::recall, YoloCurve::precision)));
        page.addChart(chart("F1 over confidence", best(curves), "confidence", over(curves, YoloCurve::f1)));
        page.addChart(chart(
                "Precision over confidence",
                "Precision over confidence, of each class",
                "confidence",
                over(curves, YoloCurve::precision)));
        page.addChart(chart(
                "Recall over confidence",
                "Recall over confidence, of each class",
                "confidence",
                over(curves, YoloCurve::recall)));
    }

    private static ReportChart chart(String name, String words, String across, List<ReportChart.Line> lines) {
        return new ReportChart(name, words, across, lines);
    }

    private static String best(List<YoloCurve> curves) {
        List<Double> mean = mean(curves, YoloCurve::f1);
        int best = 0;
        for (int i = 1; i < mean.size(); i++) {
            best = mean.get(i) > mean.get(best) ? i : best;
        }
        return String.format(
                Locale.ROOT,
                "F1 over confidence; the mean of all classes is highest, %.3f, at a confidence of %.3f",
                mean.get(best),
                curves.get(0).confidence().get(best));
    }

    /** Each class's line over the confidence, and before them their mean. */
    private List<ReportChart.Line> over(List<YoloCurve> curves, Function<YoloCurve, List<Double>> figure) {
        List<ReportChart.Line> lines = new ArrayList<>();
        if (curves.size() > 1) {
            lines.add(new ReportChart.Line(
                    "all classes", thinned(curves.get(0).confidence()), thinned(mean(curves, figure))));
        }
        lines.addAll(lines(curves, YoloCurve::confidence, figure));
        return lines;
    }

    private List<ReportChart.Line> lines(
            List<YoloCurve> curves, Function<YoloCurve, List<Double>> x, Function<YoloCurve, List<Double>> y) {
        return curves.stream()
                .limit(MOST_LINES)
                .map(curve -> new ReportChart.Line(
                        classNames.get(curve.classIndex()), thinned(x.apply(curve)), thinned(y.apply(curve))))
                .toList();
    }

    private static List<Double> mean(List<YoloCurve> curves, Function<YoloCurve, List<Double>> figure) {
        List<List<Double>> all = curves.stream().map(figure).toList();
        List<Double> mean = new ArrayList<>();
        for (int i = 0; i < all.get(0).size(); i++) {
            int point = i;
            mean.add(all.stream().mapToDouble(each -> each.get(point)).average().orElse(0));
        }
        return mean;
    }

    /** A page's line needs no thousand points. */
    private static List<Double> thinned(List<Double> values) {
        List<Double> some = new ArrayList<>();
        for (int i = 0; i < values.size(); i += EVERY) {
            some.add(values.get(i));
        }
        return some;
    }

    private static String number(double value) {
        return value < 0 ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
