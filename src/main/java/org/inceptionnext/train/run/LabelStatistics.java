package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.train.anchors.AutoAnchor;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What a detector learns from as a picture: boxes of each class, their widths and heights, and the anchors among them. */
final class LabelStatistics {
    /** More boxes than this are drawn in part, evenly: points over points show nothing. */
    private static final int POINTS = 5000;

    private static final int BARS = 32;

    private LabelStatistics() {}

    /**
     * Draws them.
     *
     * @param imageSize the side of the network's input in pixels, in which sides are given
     * @param anchors width, height, width, height ... in pixels, for each map
     * @return a PNG file's bytes
     * @throws NoClassDefFoundError if XChart, an optional dependency, is not on the class path
     * @throws IOException if the picture cannot be encoded
     */
    static byte[] png(DetectionSet data, int imageSize, List<List<Double>> anchors) throws IOException {
        float[] sides = AutoAnchor.boxes(data.pictures(Split.TRAIN), imageSize);
        return Charts.png(List.of(counts(data), sizes(sides, imageSize, anchors), histogram(sides, imageSize)), 3);
    }

    private static CategoryChart counts(DetectionSet data) {
        CategoryChart chart = Charts.bars("boxes of each class", "class");
        List<String> names = new ArrayList<>();
        for (int label = 0; label < data.classes().size(); label++) {
            // Two classes may have one name; a chart's bars may not.
            names.add(label + " " + data.classes().get(label));
        }
        Charts.add(chart, "training", Charts.BLUE, names, counts(data, Split.TRAIN));
        Charts.add(chart, "validation", Charts.ORANGE, names, counts(data, Split.VAL));
        return chart;
    }

    private static List<Integer> counts(DetectionSet data, Split split) {
        int[] counts = new int[data.classes().size()];
        for (BoxedPicture picture : data.pictures(split)) {
            for (LabelledBox box : picture.boxes()) {
                counts[box.classIndex()]++;
            }
        }
        return IntStream.of(counts).boxed().toList();
    }

    private static XYChart sizes(float[] sides, int imageSize, List<List<Double>> anchors) {
        XYChart chart = Charts.withLegend(
                Charts.of("height over width, pixels at " + imageSize, "width", "#0"), LegendPosition.InsideNW);
        int step = Math.max(1, sides.length / 2 / POINTS);
        Charts.addPoints(chart, "boxes", Charts.BLUE, sides(sides, 0, step), sides(sides, 1, step));
        double[] flat = anchors.stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
        Charts.addPoints(chart, "anchors", Charts.ORANGE, every(flat, 0, 2), every(flat, 1, 2));
        return chart;
    }

    private static CategoryChart histogram(float[] sides, int imageSize) {
        CategoryChart chart = Charts.bars("sides of the boxes", "pixels at " + imageSize + ", up to");
        List<Integer> edges = IntStream.rangeClosed(1, BARS)
                .mapToObj(bar -> Math.round((float) bar * imageSize / BARS))
                .toList();
        Charts.add(chart, "width", Charts.BLUE, edges, histogram(sides(sides, 0, 1), imageSize));
        Charts.add(chart, "height", Charts.ORANGE, edges, histogram(sides(sides, 1, 1), imageSize));
        return chart;
    }

    private static List<Integer> histogram(double[] sides, int imageSize) {
        int[] counts = new int[BARS];
        for (double side : sides) {
            int bar = (int) Math.ceil(side * BARS / imageSize) - 1;
            counts[Math.min(Math.max(bar, 0), BARS - 1)]++;
        }
        return IntStream.of(counts).boxed().toList();
    }

    /** Widths (axis 0) or heights (axis 1) of every so many boxes. */
    private static double[] sides(float[] sides, int axis, int step) {
        return every(IntStream.range(0, sides.length).mapToDouble(i -> sides[i]).toArray(), axis, 2 * step);
    }

    private static double[] every(double[] numbers, int first, int step) {
        return IntStream.iterate(first, i -> i < numbers.length, i -> i + step)
                .mapToDouble(i -> numbers[i])
                .toArray();
    }
}
