package org.inceptionnext.cli.results;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table in some format. Failures to write are {@link org.inceptionnext.cli.console.OutputException}s. */
interface TableFile extends AutoCloseable {
    /** Returns the pictures that are in it from an earlier run. */
    default Set<String> written() {
        return Set.of();
    }

    /** Writes all rows of one picture. */
    void write(List<@Nullable Object[]> rows);

    /** Makes the table whole. */
    void finish();

    @Override
    void close();
}
