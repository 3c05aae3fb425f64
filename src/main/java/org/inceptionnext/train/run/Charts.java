package org.inceptionnext.train.run;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as a run's pictures show them. */
final class Charts {
    static final Color BLUE = new Color(0x1f77b4);
    static final Color ORANGE = new Color(0xd95f02);
    static final Color GREEN = new Color(0x2ca02c);
    static final Color VIOLET = new Color(0x9467bd);

    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;
    /** More points than this are a line without dots. */
    private static final int DOTTED = 40;
    /** More bars than this do not all have their words below. */
    private static final int LABELS = 8;

    private Charts() {}

    /** Returns an empty chart without a legend. */
    static XYChart of(String title, String across, String decimals) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(across)
                .build();
        simplify(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisDecimalPattern("#0.##").setYAxisDecimalPattern(decimals);
        return chart;
    }

    /** Returns an empty chart of bars, with a legend. */
    static CategoryChart bars(String title, String across) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(across)
                .build();
        simplify(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setXAxisMaxLabelCount(LABELS).setYAxisDecimalPattern("#,##0");
        return chart;
    }

    private static void simplify(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setLegendBorderColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xdddddd));
    }

    /** Adds bars. */
    static void add(CategoryChart chart, String name, Color color, List<?> across, List<Integer> up) {
        chart.addSeries(name, across, up).setFillColor(color);
    }

    /** Adds points without lines; none: nothing. */
    static void addPoints(XYChart chart, String name, Color color, double[] across, double[] up) {
        if (across.length > 0) {
            XYSeries series = chart.addSeries(name, across, up);
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarkerColor(color);
            series.setMarker(SeriesMarkers.CIRCLE);
        }
    }

    /** Shows the names of the lines. */
    static XYChart withLegend(XYChart chart, LegendPosition where) {
        chart.getStyler().setLegendVisible(true).setLegendPosition(where);
        return chart;
    }

    /** Adds a line. */
    static void add(XYChart chart, String name, Color color, double[] across, double[] up) {
        XYSeries series = chart.addSeries(name, across, up);
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(across.length > DOTTED ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }

    /**
     * Draws charts in rows.
     *
     * @return a PNG file's bytes
     */
    static <T extends Chart<?, ?>> byte[] png(List<T> charts, int columns) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(charts, charts.size() / columns, columns, out, BitmapFormat.PNG);
        return out.toByteArray();
    }
}
