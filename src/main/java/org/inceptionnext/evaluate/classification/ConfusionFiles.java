package org.inceptionnext.evaluate.classification;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.data.draw.Sheet;
import org.inceptionnext.vision.Pixels;

/** A confusion as a table for other programs, and as a picture. */
public final class ConfusionFiles {
    private static final int CELL = 36;
    private static final int SMALL_CELL = 6;
    private static final int MAX_NAMED = 40;
    private static final int MAX_DRAWN = 400;
    private static final int EM = 12;
    private static final int MARGIN = 10;
    private static final int MAX_NAME_PIXELS = 200;

    private ConfusionFiles() {}

    /**
     * Writes comma-separated rows: the first names the predicted classes, each further one begins with a true class.
     *
     * @param classNames by number
     * @throws IOException if the target cannot be written
     */
    public static void csv(Confusion confusion, List<String> classNames, Appendable out) throws IOException {
        out.append("truth\\predicted");
        for (String name : classNames) {
            out.append(',').append(quoted(name));
        }
        out.append('\n');
        for (int truth = 0; truth < confusion.classCount(); truth++) {
            out.append(quoted(classNames.get(truth)));
            for (int predicted = 0; predicted < confusion.classCount(); predicted++) {
                out.append(',').append(Long.toString(confusion.count(truth, predicted)));
            }
            out.append('\n');
        }
    }

    private static String quoted(String cell) {
        boolean isPlain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    /**
     * Draws it: a row for each true class, a column for each predicted one, darker the larger its share of the row. Up to 40
     * classes have their names and counts in it; of more than 400 the first 400 are drawn.
     *
     * @param classNames by number
     */
    public static Pixels picture(Confusion confusion, List<String> classNames) {
        int classes = Math.min(confusion.classCount(), MAX_DRAWN);
        boolean isNamed = classes <= MAX_NAMED;
        int cell = isNamed ? CELL : SMALL_CELL;
        int left = MARGIN + (isNamed ? nameWidth(classNames.subList(0, classes)) : 0);
        int top = MARGIN + (isNamed ? EM + MARGIN : 0);
        Sheet sheet = new Sheet(left + classes * cell + MARGIN, top + classes * cell + MARGIN);
        for (int truth = 0; truth < classes; truth++) {
            long total = rowTotal(confusion, truth);
            int y = top + truth * cell;
            if (isNamed) {
                sheet.write(truth + " " + classNames.get(truth), MARGIN, y + cell / 3, 0, EM, left - 2 * MARGIN);
                sheet.write(String.valueOf(truth), left + truth * cell + cell / 3, MARGIN, 0, EM, cell);
            }
            for (int predicted = 0; predicted < classes; predicted++) {
                long count = confusion.count(truth, predicted);
                double share = total == 0 ? 0 : (double) count / total;
                int x = left + predicted * cell;
                sheet.fill(x, y, x + cell - 1, y + cell - 1, color(share, truth == predicted));
                if (isNamed && count > 0) {
                    sheet.write(compact(count), x + 3, y + cell / 3, share > 0.5 ? 255 : 0, EM, cell - 4);
                }
            }
        }
        return sheet.pixels();
    }

    private static int nameWidth(List<String> classNames) {
        int width = 0;
        for (int i = 0; i < classNames.size(); i++) {
            width = Math.max(width, Sheet.widthOf(i + " " + classNames.get(i), EM));
        }
        return Math.min(width, MAX_NAME_PIXELS) + 2 * MARGIN;
    }

    private static long rowTotal(Confusion confusion, int truth) {
        long total = 0;
        for (int predicted = 0; predicted < confusion.classCount(); predicted++) {
            total += confusion.count(truth, predicted);
        }
        return total;
    }

    /** White to blue where it is right, white to red where it is wrong; a single mistake can be seen. */
    private static int color(double share, boolean isRight) {
        int faded = (int) Math.round(235 - 215 * Math.sqrt(share));
        int full = share == 0 ? 245 : 230;
        int other = share == 0 ? 245 : faded;
        return isRight ? other << 16 | other << 8 | full : full << 16 | other << 8 | other;
    }

    private static String compact(long count) {
        return count < 10_000 ? String.valueOf(count) : String.format(Locale.ROOT, "%dk", count / 1000);
    }
}
