package org.inceptionnext.cli.results;

import java.util.Set;
import org.inceptionnext.cli.console.Console;

/** Where lines of results go. Failures to write are {@link org.inceptionnext.cli.console.OutputException}s. */
interface ResultLines extends AutoCloseable {
    /** Returns the pictures that an earlier run wrote. */
    Set<String> written();

    /** Returns the first record that an earlier run wrote; empty where there is none. */
    String header();

    /** Writes the lines of one picture, with their ends. */
    void write(String lines);

    /** Makes whole what was written. */
    void finish();

    @Override
    void close();

    /** Returns standard output. */
    static ResultLines of(Console console) {
        return new ResultLines() {
            @Override
            public Set<String> written() {
                return Set.of();
            }

            @Override
            public String header() {
                return "";
            }

            @Override
            public void write(String lines) {
                console.text(lines);
            }

            @Override
            public void finish() {
                // Each line was whole.
            }

            @Override
            public void close() {
                // Standard output stays open.
            }
        };
    }
}
