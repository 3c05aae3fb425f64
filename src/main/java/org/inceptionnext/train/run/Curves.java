package org.inceptionnext.train.run;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The course of a run as a picture: losses, accuracy and learning rate, each over the epochs, side by side. */
final class Curves {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;
    private static final Color BLUE = new Color(0x1f77b4);
    private static final Color ORANGE = new Color(0xd95f02);
    /** More epochs than this are a line without dots. */
    private static final int DOTTED = 40;

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
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(
                List.of(curves.losses(), curves.accuracy(), curves.rate()), 1, 3, out, BitmapFormat.PNG);
        return out.toByteArray();
    }

    private XYChart losses() {
        XYChart chart = chart("loss", "#0.0##");
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        add(chart, "training", BLUE, of(EpochResult::trainLoss));
        add(chart, "validation", ORANGE, of(EpochResult::valLoss));
        return chart;
    }

    private XYChart accuracy() {
        XYChart chart = chart("validation accuracy (%)", "#0.##");
        chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
        add(chart, "top-1", ORANGE, of(result -> 100 * result.top1()));
        add(chart, "top-5", BLUE, of(result -> 100 * result.top5()));
        return chart;
    }

    private XYChart rate() {
        XYChart chart = chart("learning rate at the epoch's end", "0.0E0");
        chart.getStyler().setLegendVisible(false);
        add(chart, "rate", BLUE, of(EpochResult::rate));
        return chart;
    }

    private static XYChart chart(String title, String decimals) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setLegendBorderColor(Color.WHITE);
        chart.getStyler().setXAxisDecimalPattern("#0").setYAxisDecimalPattern(decimals);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        return chart;
    }

    private void add(XYChart chart, String name, Color color, double[] values) {
        XYSeries series = chart.addSeries(name, of(EpochResult::epoch), values);
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(results.size() > DOTTED ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }

    private double[] of(java.util.function.ToDoubleFunction<EpochResult> value) {
        return results.stream().mapToDouble(value).toArray();
    }
}
