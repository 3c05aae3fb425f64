package org.inceptionnext.cli.report;

import java.util.List;

/**
 * A table of a report.
 *
 * @param name its heading
 * @param words what its figures mean; empty for none
 * @param header the names of its columns
 * @param rows from top to bottom
 */
public record ReportTable(String name, String words, List<String> header, List<Row> rows) {
    /**
     * A row.
     *
     * @param head what it is about
     * @param cells the other columns
     */
    public record Row(String head, List<String> cells) {
        /** Returns a row of a name and its figures. */
        public static Row of(String head, String... cells) {
            return new Row(head, List.of(cells));
        }
    }
}
