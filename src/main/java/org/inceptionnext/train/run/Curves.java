package org.inceptionnext.train.run;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The course of a run as a picture: losses, accuracy and learning rate, each over the epochs, side by side. */
final class Curves {
    private final List<EpochResult> results;

    private Curves(List<EpochResult> results) {
        this.results = results;
    }

    /**
     * Draws.
     *
     * @param rows of {@code results.csv}, at least one
     * @return a PNG file's bytes
     * @throws NoClassDefFoundError if XChart, an optional dependency, is not on the class path
     * @throws IOException if the picture cannot be encoded
     */
    static byte[] png(List<String> rows) throws IOException {
        Curves curves = new Curves(rows.stream().map(EpochResult::ofRow).toList());
        return Charts.png(List.of(curves.losses(), curves.accuracy(), curves.rate()), 3);
    }

    private XYChart losses() {
        XYChart chart = Charts.withLegend(Charts.of("loss", "epoch", "#0.0##"), LegendPosition.InsideNE);
        add(chart, "training", Charts.BLUE, EpochResult::trainLoss);
        add(chart, "validation", Charts.ORANGE, EpochResult::valLoss);
        return chart;
    }

    private XYChart accuracy() {
        XYChart chart =
                Charts.withLegend(Charts.of("validation accuracy (%)", "epoch", "#0.##"), LegendPosition.InsideSE);
        add(chart, "top-1", Charts.ORANGE, result -> 100 * result.top1());
        add(chart, "top-5", Charts.BLUE, result -> 100 * result.top5());
        return chart;
    }

    private XYChart rate() {
        XYChart chart = Charts.of("learning rate at the epoch's end", "epoch", "0.0E0");
        add(chart, "rate", Charts.BLUE, EpochResult::rate);
        return chart;
    }

    private void add(XYChart chart, String name, Color color, ToDoubleFunction<EpochResult> value) {
        Charts.add(
                chart,
                name,
                color,
                results.stream().mapToDouble(EpochResult::epoch).toArray(),
                results.stream().mapToDouble(value).toArray());
    }
}
