package org.inceptionnext.cli.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.cli.results.ResultColumn.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values. A column of vectors becomes a column for each of their numbers ({@code embedding_0 ...}): how many, the
 * first vector says, and rows before it wait.
 */
final class CsvTable implements TableFile {
    private static final String LINE_END = "\r\n";
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");

    private final List<ResultColumn> columns;
    private final ResultLines target;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private int vectorLength;
    private boolean hasHeader;

    CsvTable(List<ResultColumn> columns, ResultLines target) {
        this.columns = columns;
        this.target = target;
        String header = target.header();
        if (!header.isEmpty()) {
            hasHeader = true;
            vectorLength = header.split(",", -1).length - (columns.size() - 1);
        } else if (columns.stream().noneMatch(each -> each.kind() == Kind.NUMBERS)) {
            writeHeader();
        }
    }

    @Override
    public Set<String> written() {
        return target.written();
    }

    @Override
    public void write(List<@Nullable Object[]> rows) {
        if (!hasHeader) {
            waiting.addAll(rows);
            vectorLength = rows.stream().mapToInt(CsvTable::vectorLength).max().orElse(0);
            if (vectorLength == 0) {
                return;
            }
            writeHeader();
            writeRows(waiting);
            waiting.clear();
            return;
        }
        writeRows(rows);
    }

    private static int vectorLength(@Nullable Object[] row) {
        for (Object cell : row) {
            if (cell instanceof float[] vector) {
                return vector.length;
            }
        }
        return 0;
    }

    private void writeHeader() {
        List<String> names = new ArrayList<>();
        for (ResultColumn column : columns) {
            if (column.kind() == Kind.NUMBERS) {
                for (int i = 0; i < vectorLength; i++) {
                    names.add(column.name() + "_" + i);
                }
            } else {
                names.add(column.name());
            }
        }
        target.write(String.join(",", names) + LINE_END);
        hasHeader = true;
    }

    private void writeRows(List<@Nullable Object[]> rows) {
        StringBuilder text = new StringBuilder();
        for (@Nullable Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                text.append(i == 0 ? "" : ",");
                append(text, columns.get(i).kind(), row[i]);
            }
            text.append(LINE_END);
        }
        target.write(text.toString());
    }

    private void append(StringBuilder text, Kind kind, @Nullable Object cell) {
        if (kind == Kind.NUMBERS) {
            float[] vector = cell instanceof float[] numbers ? numbers : new float[0];
            for (int i = 0; i < vectorLength; i++) {
                text.append(i == 0 ? "" : ",").append(i < vector.length ? Float.toString(vector[i]) : "");
            }
        } else if (cell != null) {
            String value = cell.toString();
            boolean quoted = NEEDS_QUOTES.matcher(value).find();
            text.append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
    }

    @Override
    public void finish() {
        if (!hasHeader) {
            writeHeader();
            writeRows(waiting);
        }
        target.finish();
    }

    @Override
    public void close() {
        target.close();
    }
}
