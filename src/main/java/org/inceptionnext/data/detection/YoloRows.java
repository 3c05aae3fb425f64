package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.jspecify.annotations.Nullable;

/** The rows of one YOLO label file: {@code class xc yc w h} in fractions of the picture, or {@code class x y x y x y ...}. */
final class YoloRows {
    private static final int BOX_FIELDS = 5;
    private static final int MIN_POLYGON_FIELDS = 7;
    private static final long MAX_BYTES = 64L << 20;

    private final String file;
    private final int classCount;
    private final boolean strict;
    private final Findings findings;
    private final Set<Row> rows = new LinkedHashSet<>();
    private long line;
    private boolean isSpoiled;
    private boolean hasBox;
    private boolean hasPolygon;

    /** A box in fractions. */
    record Row(int classIndex, double xCentre, double yCentre, double width, double height) {}

    private YoloRows(Path file, int classCount, boolean strict, Findings findings) {
        this.file = file.toString();
        this.classCount = classCount;
        this.strict = strict;
        this.findings = findings;
    }

    /**
     * Reads a file. A file that is not there, or is empty, means background.
     *
     * @return its boxes, or empty where the picture is to be left out
     * @throws IOException if the file cannot be read
     */
    static Optional<List<Row>> read(Path file, int classCount, boolean strict, Findings findings) throws IOException {
        if (!Files.exists(file)) {
            return Optional.of(List.of());
        }
        YoloRows reader = new YoloRows(file, classCount, strict, findings);
        return reader.read(file);
    }

    private Optional<List<Row>> read(Path path) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            findings.add(Finding.ofFile(file, Rules.ENCODING, "more than 64 MiB", Effect.PICTURE_LEFT_OUT));
            return Optional.empty();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            findings.add(new Finding(file, 0, Rules.ENCODING, "", Effect.PICTURE_LEFT_OUT, Rules.DROPS_PICTURE));
            return Optional.empty();
        }
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
            spoil(0, Rules.BYTE_ORDER_MARK, "", Effect.KEPT);
        }
        for (String row : text.split("\n", -1)) {
            line++;
            take(row.endsWith("\r") ? row.substring(0, row.length() - 1) : row);
        }
        if (hasBox && hasPolygon) {
            findings.add(new Finding(
                    file, 0, Rules.MIXED, "", Effect.KEPT, "YOLOv5 takes each row of five as a polygon of two points"));
        }
        return strict && isSpoiled ? Optional.empty() : Optional.of(new ArrayList<>(rows));
    }

    /** Notes what makes YOLOv5 leave the picture out. */
    private void spoil(long row, String rule, String found, Effect effect) {
        isSpoiled = true;
        findings.add(
                new Finding(file, row, rule, found, strict ? Effect.PICTURE_LEFT_OUT : effect, Rules.DROPS_PICTURE));
    }

    private void leaveOut(String rule, String found) {
        spoil(line, rule, found, Effect.ROW_LEFT_OUT);
    }

    private void take(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        String stripped = text.strip();
        if (text.isEmpty()) {
            return;
        }
        if (stripped.isEmpty()) {
            leaveOut(Rules.SPACES, "");
            return;
        }
        if (stripped.startsWith("#")) {
            leaveOut(Rules.COMMENT, shown);
            return;
        }
        if (stripped.contains(",")) {
            leaveOut(Rules.COMMAS, shown);
            return;
        }
        double[] values = numbers(stripped.split("\\s+"), shown);
        if (values != null && hasPlausibleFields(values.length, shown) && isInRange(values, shown)) {
            classify(values, shown);
        }
    }

    private double @Nullable [] numbers(String[] fields, String shown) {
        double[] values = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            try {
                values[i] = Double.parseDouble(fields[i]);
            } catch (NumberFormatException e) {
                leaveOut(Rules.NOT_A_NUMBER, shown);
                return null;
            }
            // Java reads 1d, 1f and 0x1p3, which Python does not.
            if (!Double.isFinite(values[i]) || fields[i].matches(".*[dDfFxXpP].*")) {
                leaveOut(Rules.NOT_A_NUMBER, shown);
                return null;
            }
        }
        return values;
    }

    private boolean hasPlausibleFields(int count, String shown) {
        if (count == BOX_FIELDS || (count >= MIN_POLYGON_FIELDS && count % 2 == 1)) {
            return true;
        }
        leaveOut(count > MIN_POLYGON_FIELDS ? Rules.ODD_POLYGON : Rules.FIELDS, count + " fields: " + shown);
        return false;
    }

    /** As float32, like the original: 1.00000005 is 1. */
    private boolean isInRange(double[] values, String shown) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0) {
                leaveOut(Rules.NEGATIVE, shown);
                return false;
            }
            if (i > 0 && (float) values[i] > 1) {
                leaveOut(Rules.ABOVE_ONE, shown);
                return false;
            }
        }
        return true;
    }

    private void classify(double[] values, String shown) {
        if (values[0] != Math.rint(values[0])) {
            findings.add(new Finding(
                    file, line, Rules.CLASS_NOT_WHOLE, shown, Effect.ROW_LEFT_OUT, "YOLOv5 cuts the fraction off"));
            return;
        }
        if (values[0] >= classCount) {
            findings.add(new Finding(
                    file,
                    line,
                    Rules.CLASS_TOO_LARGE,
                    "class " + (long) values[0] + " of " + classCount,
                    Effect.ROW_LEFT_OUT,
                    "YOLOv5 stops"));
            return;
        }
        boolean isBox = values.length == BOX_FIELDS;
        hasBox |= isBox;
        hasPolygon |= !isBox;
        add(isBox ? new Row((int) values[0], values[1], values[2], values[3], values[4]) : around(values), shown);
    }

    private static Row around(double[] values) {
        double left = 1;
        double right = 0;
        double top = 1;
        double bottom = 0;
        for (int i = 1; i < values.length; i += 2) {
            left = Math.min(left, values[i]);
            right = Math.max(right, values[i]);
            top = Math.min(top, values[i + 1]);
            bottom = Math.max(bottom, values[i + 1]);
        }
        return new Row((int) values[0], (left + right) / 2, (top + bottom) / 2, right - left, bottom - top);
    }

    private void add(Row row, String shown) {
        if (row.width() <= 0 || row.height() <= 0) {
            findings.add(new Finding(file, line, Rules.NO_AREA, shown, Effect.ROW_LEFT_OUT, "YOLOv5 keeps it"));
            return;
        }
        double slack = 1e-6;
        if (row.xCentre() - row.width() / 2 < -slack
                || row.yCentre() - row.height() / 2 < -slack
                || row.xCentre() + row.width() / 2 > 1 + slack
                || row.yCentre() + row.height() / 2 > 1 + slack) {
            findings.add(new Finding(file, line, Rules.OUTSIDE, shown, Effect.KEPT, ""));
        }
        if (!rows.add(row)) {
            findings.add(new Finding(
                    file, line, Rules.DUPLICATE, shown, Effect.ROW_LEFT_OUT, "YOLOv5 does too, and sorts the others"));
        }
    }
}
