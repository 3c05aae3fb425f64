package org.inceptionnext.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an epoch of a detector went; a row of {@code results.csv}.
 *
 * @param epoch counted from 1
 * @param rate the learning rate of most parameters at its end
 * @param training the loss's terms, the mean of its batches
 * @param validation the same over the pictures to validate with
 * @param figures of those pictures
 * @param seconds how long it took without validation, or the rest of it after an interruption
 */
public record DetectorResult(
        int epoch, double rate, Terms training, Terms validation, Figures figures, double seconds) {
    /** The first line of the file. */
    public static final String HEADER =
            "epoch,rate,trainBox,trainObjectness,trainClass,valBox,valObjectness,valClass,precision,recall,map50,map5095,"
                    + "cocoAp50,cocoAp,seconds";

    /** The three terms of the loss, scaled. */
    public record Terms(double box, double objectness, double classes) {
        static final Terms ZERO = new Terms(0, 0, 0);

        Terms plus(float[] others) {
            return new Terms(box + others[0], objectness + others[1], classes + others[2]);
        }

        Terms over(double count) {
            return new Terms(box / count, objectness / count, classes / count);
        }

        boolean isFinite() {
            return Double.isFinite(box + objectness + classes);
        }
    }

    /**
     * What was found.
     *
     * @param precision by YOLOv5's rules, at the confidence with the best F1
     * @param recall there
     * @param map50 mean average precision at IoU .50 by YOLOv5's rules
     * @param map5095 mean average precision over IoU .50 to .95 by YOLOv5's rules
     * @param cocoAp50 the first by COCO's rules
     * @param cocoAp the second by COCO's rules
     */
    public record Figures(
            double precision, double recall, double map50, double map5095, double cocoAp50, double cocoAp) {

        /** Returns what the best epoch is chosen by, as in YOLOv5: a tenth of {@code map50} and nine of {@code map5095}. */
        public double fitness() {
            return 0.1 * map50 + 0.9 * map5095;
        }
    }

    /** Reads what {@link #row} wrote; throws NumberFormatException if it is something else. */
    static DetectorResult ofRow(String row) {
        String[] texts = row.split(",", -1);
        if (texts.length != HEADER.split(",").length) {
            throw new NumberFormatException("no row of " + HEADER + ": " + row);
        }
        double[] n = new double[texts.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = Double.parseDouble(texts[i]);
        }
        return new DetectorResult(
                (int) n[0],
                n[1],
                new Terms(n[2], n[3], n[4]),
                new Terms(n[5], n[6], n[7]),
                new Figures(n[8], n[9], n[10], n[11], n[12], n[13]),
                n[14]);
    }

    /** Returns the row without a line end. */
    public String row() {
        List<String> texts =
                new ArrayList<>(List.of(Integer.toString(epoch), String.format(Locale.ROOT, "%.6g", rate)));
        for (double number : new double[] {
            training.box(),
            training.objectness(),
            training.classes(),
            validation.box(),
            validation.objectness(),
            validation.classes(),
            figures.precision(),
            figures.recall(),
            figures.map50(),
            figures.map5095(),
            figures.cocoAp50(),
            figures.cocoAp()
        }) {
            texts.add(String.format(Locale.ROOT, "%.6f", number));
        }
        texts.add(String.format(Locale.ROOT, "%.1f", seconds));
        return String.join(",", texts);
    }
}
