package org.inceptionnext.data;

import java.io.IOException;

/** A data set that cannot be used. The message names the file, what was found and what to do next. */
public final class DataSetException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long row;

    /**
     * @param file what the user calls the file or folder
     * @param row the row in it, from 1; 0 where the whole is meant
     * @param found what was found
     * @param advice what to do next: a clause without a full stop
     */
    public DataSetException(String file, long row, String found, String advice) {
        super(file + (row == 0 ? "" : ":" + row) + ": " + found + ". " + advice + ".");
        this.file = file;
        this.row = row;
    }

    /** Returns what the user called the file or folder. */
    public String file() {
        return file;
    }

    /** Returns the row in the file, from 1; 0 where the whole is meant. */
    public long row() {
        return row;
    }
}
