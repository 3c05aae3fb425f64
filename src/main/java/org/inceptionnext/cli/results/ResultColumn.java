package org.inceptionnext.cli.results;

/**
 * A column of a table of results.
 *
 * @param name its header
 * @param kind what stands in it; every cell may also be empty
 */
public record ResultColumn(String name, Kind kind) {
    /** What stands in a cell. */
    public enum Kind {
        /** A {@code String}. */
        TEXT,
        /** An {@code Integer}. */
        INTEGER,
        /** A {@code Float}. */
        NUMBER,
        /** A {@code float[]}, of one length in all rows. */
        NUMBERS
    }
}
