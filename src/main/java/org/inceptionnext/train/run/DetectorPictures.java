package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.draw.PngFile;
import org.inceptionnext.evaluate.classification.Confusion;
import org.inceptionnext.evaluate.classification.ConfusionFiles;
import org.inceptionnext.evaluate.detection.YoloCurve;

/**
 * The pictures in the folder of a detector's run: {@code curves.png}, its course; {@code quality.png}, precision, recall and F1 of the best
 * network; {@code confusion.png}, what it took for what; {@code predictions.png}, what it found beside the labels; {@code labels.png}, what
 * is learned from.
 */
final class DetectorPictures {
    private static final String CONFUSION = "confusion.png";

    private final CurvesPicture course;
    private final CurvesPicture quality;
    private final CurvesPicture confusion;
    private final CurvesPicture found;
    private final CurvesPicture labels;
    private List<YoloCurve> curves = List.of();
    private List<List<Integer>> table = List.of();
    private Predictions predictions = new Predictions();

    /** @param anchors that the network learns with: width, height, width, height ... in pixels, for each map */
    DetectorPictures(RunFolder folder, TrainingListener listener, DetectorJob job, List<List<Double>> anchors) {
        List<String> classNames = job.data().classes();
        List<String> withBackground = new ArrayList<>(classNames);
        withBackground.add("(none)");
        this.course = new CurvesPicture(folder, listener, DetectorCurves::course);
        this.quality =
                new CurvesPicture(folder, listener, "quality.png", rows -> DetectorCurves.quality(curves, classNames));
        this.confusion = new CurvesPicture(
                folder,
                listener,
                CONFUSION,
                rows -> PngFile.encode(ConfusionFiles.picture(Confusion.ofTable(table), withBackground)));
        this.found = new CurvesPicture(folder, listener, "predictions.png", rows -> predictions.png(classNames));
        this.labels = new CurvesPicture(
                folder, listener, "labels.png", rows -> LabelStatistics.png(job.data(), job.imageSize(), anchors));
    }

    /** Draws what is learned from. */
    void drawLabels() throws IOException {
        labels.write(List.of());
    }

    /** Draws the course so far. */
    void draw(List<String> rows) throws IOException {
        course.write(rows);
    }

    /** Draws what the best network does. */
    void drawBest(DetectorValidation validation) throws IOException {
        curves = validation.curves();
        table = transposed(validation.report().confusion());
        if (!curves.isEmpty()) {
            quality.write(List.of());
        }
        confusion.write(List.of());
        predictions = validation.predictions();
        found.write(List.of());
    }

    private static List<List<Integer>> transposed(List<List<Integer>> byPredicted) {
        List<List<Integer>> byTruth = new ArrayList<>();
        for (int truth = 0; truth < byPredicted.size(); truth++) {
            int column = truth;
            byTruth.add(byPredicted.stream().map(row -> row.get(column)).toList());
        }
        return byTruth;
    }
}
