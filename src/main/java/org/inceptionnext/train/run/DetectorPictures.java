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
 * network; {@code confusion.png}, what it took for what.
 */
final class DetectorPictures {
    private static final String CONFUSION = "confusion.png";

    private final CurvesPicture course;
    private final CurvesPicture quality;
    private final CurvesPicture confusion;
    private List<YoloCurve> curves = List.of();
    private List<List<Integer>> table = List.of();

    /** @param classNames by number */
    DetectorPictures(RunFolder folder, TrainingListener listener, List<String> classNames) {
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
