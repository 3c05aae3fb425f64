package org.inceptionnext.cli.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.djl.pictures.PictureResult;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table: the picture's name, the answer's columns, and why there is no answer.
 *
 * @param <O> the type of an answer
 */
final class TableResults<O> implements ResultWriter<O> {
    private final ResultLayout<O> layout;
    private final TableFile table;

    TableResults(ResultLayout<O> layout, TableFile table) {
        this.layout = layout;
        this.table = table;
    }

    /** Returns all columns of a layout's table. */
    static List<ResultColumn> columns(ResultLayout<?> layout) {
        List<ResultColumn> columns = new ArrayList<>();
        columns.add(new ResultColumn("file", ResultColumn.Kind.TEXT));
        columns.addAll(layout.columns());
        columns.add(new ResultColumn("error", ResultColumn.Kind.TEXT));
        return columns;
    }

    @Override
    public Set<String> written() {
        return table.written();
    }

    @Override
    public void answered(PictureResult.Answered<O> result) throws IOException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] row : layout.rows(result)) {
            rows.add(row(result.picture().name(), row, null));
        }
        table.write(rows);
    }

    @Override
    public void failed(String name, Failure failure) {
        table.write(List.<@Nullable Object[]>of(
                row(name, new @Nullable Object[layout.columns().size()], failure.message())));
    }

    private static @Nullable Object[] row(String name, @Nullable Object[] cells, @Nullable String error) {
        @Nullable Object[] row = new @Nullable Object[cells.length + 2];
        row[0] = name;
        System.arraycopy(cells, 0, row, 1, cells.length);
        row[row.length - 1] = error;
        return row;
    }

    @Override
    public void finish() {
        table.finish();
    }

    @Override
    public void close() {
        table.close();
    }
}
