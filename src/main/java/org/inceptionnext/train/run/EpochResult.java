package org.inceptionnext.train.run;

import java.util.Locale;

/**
 * How an epoch went; a row of {@code results.csv}.
 *
 * @param epoch counted from 1
 * @param rate the learning rate at its end
 * @param trainLoss the mean of its batches' losses
 * @param valLoss the mean cross-entropy over the pictures to validate with
 * @param top1 the share of them whose first answer is right
 * @param top5 the share of them whose class is among the first five answers
 * @param seconds how long it took, or the rest of it after an interruption
 */
public record EpochResult(
        int epoch, double rate, double trainLoss, double valLoss, double top1, double top5, double seconds) {
    /** The first line of the file. */
    public static final String HEADER = "epoch,rate,trainLoss,valLoss,top1,top5,seconds";

    /** Reads what {@link #row} wrote; throws NumberFormatException if it is something else. */
    static EpochResult ofRow(String row) {
        String[] values = row.split(",", 7);
        if (values.length != 7) {
            throw new NumberFormatException("no row of " + HEADER + ": " + row);
        }
        return new EpochResult(
                Integer.parseInt(values[0]),
                Double.parseDouble(values[1]),
                Double.parseDouble(values[2]),
                Double.parseDouble(values[3]),
                Double.parseDouble(values[4]),
                Double.parseDouble(values[5]),
                Double.parseDouble(values[6]));
    }

    /** Returns the row without a line end. */
    public String row() {
        return String.format(
                Locale.ROOT, "%d,%.6g,%.6f,%.6f,%.6f,%.6f,%.1f", epoch, rate, trainLoss, valLoss, top1, top5, seconds);
    }
}
