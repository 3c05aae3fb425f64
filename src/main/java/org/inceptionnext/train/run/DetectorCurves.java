package org.inceptionnext.train.run;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.inceptionnext.evaluate.detection.YoloCurve;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A detector's run as pictures: its course over the epochs, and how precision and recall depend on the confidence. */
final class DetectorCurves {
    /** More classes than this are drawn without their names. */
    private static final int NAMED = 12;

    private final List<DetectorResult> results;

    private DetectorCurves(List<DetectorResult> results) {
        this.results = results;
    }

    /**
     * Draws the course: the three terms of the loss, average precision by both protocols, precision and recall, the rate.
     *
     * @param rows of {@code results.csv}, at least one
     * @return a PNG file's bytes
     * @throws NoClassDefFoundError if XChart, an optional dependency, is not on the class path
     * @throws IOException if the picture cannot be encoded
     */
    static byte[] course(List<String> rows) throws IOException {
        DetectorCurves curves =
                new DetectorCurves(rows.stream().map(DetectorResult::ofRow).toList());
        return Charts.png(
                List.of(
                        curves.losses("box loss", DetectorResult.Terms::box),
                        curves.losses("objectness loss", DetectorResult.Terms::objectness),
                        curves.losses("class loss", DetectorResult.Terms::classes),
                        curves.averagePrecision(),
                        curves.precisionAndRecall(),
                        curves.rate()),
                3);
    }

    private XYChart losses(String title, ToDoubleFunction<DetectorResult.Terms> term) {
        XYChart chart = Charts.withLegend(Charts.of(title, "epoch", "#0.0##"), LegendPosition.InsideNE);
        add(chart, "training", Charts.BLUE, result -> term.applyAsDouble(result.training()));
        add(chart, "validation", Charts.ORANGE, result -> term.applyAsDouble(result.validation()));
        return chart;
    }

    private XYChart averagePrecision() {
        XYChart chart = Charts.withLegend(Charts.of("average precision", "epoch", "#0.0#"), LegendPosition.InsideSE);
        add(chart, "mAP50 (YOLOv5)", Charts.BLUE, result -> result.figures().map50());
        add(chart, "AP50 (COCO)", Charts.GREEN, result -> result.figures().cocoAp50());
        add(
                chart,
                "mAP50-95 (YOLOv5)",
                Charts.ORANGE,
                result -> result.figures().map5095());
        add(chart, "AP (COCO)", Charts.VIOLET, result -> result.figures().cocoAp());
        return chart;
    }

    private XYChart precisionAndRecall() {
        XYChart chart = Charts.withLegend(Charts.of("at the best F1", "epoch", "#0.0#"), LegendPosition.InsideSE);
        add(chart, "precision", Charts.BLUE, result -> result.figures().precision());
        add(chart, "recall", Charts.ORANGE, result -> result.figures().recall());
        return chart;
    }

    private XYChart rate() {
        XYChart chart = Charts.of("learning rate at the epoch's end", "epoch", "0.0E0");
        add(chart, "rate", Charts.BLUE, DetectorResult::rate);
        return chart;
    }

    private void add(XYChart chart, String name, Color color, ToDoubleFunction<DetectorResult> value) {
        Charts.add(
                chart,
                name,
                color,
                results.stream().mapToDouble(DetectorResult::epoch).toArray(),
                results.stream().mapToDouble(value).toArray());
    }

    /**
     * Draws precision over recall, and F1, precision and recall over the confidence, at IoU .50.
     *
     * @param curves of the classes that have objects
     * @param names of all classes
     * @return a PNG file's bytes
     */
    static byte[] quality(List<YoloCurve> curves, List<String> names) throws IOException {
        return Charts.png(
                List.of(
                        chart(
                                "precision over recall",
                                "recall",
                                curves,
                                names,
                                YoloCurve::recall,
                                YoloCurve::precision),
                        chart("F1", "confidence", curves, names, YoloCurve::confidence, YoloCurve::f1),
                        chart("precision", "confidence", curves, names, YoloCurve::confidence, YoloCurve::precision),
                        chart("recall", "confidence", curves, names, YoloCurve::confidence, YoloCurve::recall)),
                2);
    }

    /** The numbers of a curve along an axis. */
    private interface Axis {
        List<Double> of(YoloCurve curve);
    }

    private static XYChart chart(
            String title, String across, List<YoloCurve> curves, List<String> names, Axis x, Axis y) {
        XYChart chart = Charts.of(title, across, "#0.0#");
        if (curves.size() <= NAMED) {
            Charts.withLegend(chart, LegendPosition.InsideSW);
        }
        for (int i = 0; i < curves.size(); i++) {
            Color colour = Color.getHSBColor((float) i / curves.size(), 0.9f, 0.8f);
            YoloCurve curve = curves.get(i);
            // Two classes may have one name; a chart's lines may not.
            String name = curve.classIndex() + " " + names.get(curve.classIndex());
            Charts.add(chart, name, colour, numbers(x.of(curve)), numbers(y.of(curve)));
        }
        return chart;
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
