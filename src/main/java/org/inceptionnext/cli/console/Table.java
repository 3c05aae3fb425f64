package org.inceptionnext.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns line up. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Align> alignments;
    private final List<List<String>> rows = new ArrayList<>();

    /** On which side of its column a cell stands. */
    public enum Align {
        LEFT,
        RIGHT
    }

    public Table(Align... alignments) {
        this.alignments = List.of(alignments);
    }

    /** Adds a row with a cell for each column; the last one may be as long as it likes. */
    public Table row(String... cells) {
        if (cells.length != alignments.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + alignments.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Returns one line for each row, without spaces at its end. */
    public List<String> lines() {
        int[] widths = new int[alignments.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - width(cell));
            line.append(column == 0 ? "" : GAP);
            line.append(alignments.get(column) == Align.RIGHT ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
