package org.inceptionnext.data.labelled;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.DataSetException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma or tab separated text (RFC 4180: a cell in double quotes may hold the separator, line ends, and quotes written
 * twice). A byte-order mark is skipped. Memory is bounded by the longest row.
 */
final class DelimitedReader {
    private static final int MAX_ROW_CHARS = 1 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;
    private final BufferedReader reader;
    private final char separator;
    private long line = 1;
    private long rowLine;
    private boolean isFirst = true;

    DelimitedReader(String name, BufferedReader reader, char separator) {
        this.name = name;
        this.reader = reader;
        this.separator = separator;
    }

    /** Returns the line, from 1, in which the row that was read last begins. */
    long row() {
        return rowLine;
    }

    /**
     * Returns the cells of the next row, or null behind the last. An empty line is a row of one empty cell.
     *
     * @throws DataSetException if a row is too long or a quote is never closed
     */
    @Nullable
    List<String> read() throws IOException {
        int c = reader.read();
        if (isFirst && c == BYTE_ORDER_MARK) {
            c = reader.read();
        }
        isFirst = false;
        if (c < 0) {
            return null;
        }
        rowLine = line;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int length = 0;
        for (; c >= 0; c = reader.read()) {
            if (++length > MAX_ROW_CHARS) {
                throw new DataSetException(
                        name,
                        rowLine,
                        "a row of more than " + MAX_ROW_CHARS + " characters",
                        "Look for a quote that is not closed");
            }
            line += c == '\n' ? 1 : 0;
            if (quoted) {
                quoted = !closes(c, cell);
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == separator) {
                cells.add(take(cell));
            } else if (c == '\n') {
                cells.add(take(cell));
                return cells;
            } else {
                cell.append((char) c);
            }
        }
        if (quoted) {
            throw new DataSetException(name, rowLine, "a quote that is not closed", "Close it, or write it twice");
        }
        cells.add(take(cell));
        return cells;
    }

    /** Appends a character of a quoted cell; returns whether it was the quote that ends it. */
    private boolean closes(int c, StringBuilder cell) throws IOException {
        if (c != '"') {
            cell.append((char) c);
            return false;
        }
        reader.mark(1);
        if (reader.read() == '"') {
            cell.append('"');
            return false;
        }
        reader.reset();
        return true;
    }

    private static String take(StringBuilder cell) {
        String text = cell.toString();
        cell.setLength(0);
        return text.strip();
    }
}
