package org.inceptionnext.cli.results;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What results are written as; the names are those of {@code --format}. */
public enum ResultFormat {
    /** Lines for a person. */
    text(false),
    /** One JSON object a line. */
    jsonl(true),
    /** A table of RFC 4180: UTF-8, a header, lines that end in CR LF. */
    csv(true),
    /** A table of Apache Parquet, compressed by its dictionaries only. */
    parquet(false),
    /** A matrix of numpy, a row a picture, beside a list of the pictures' names. */
    npy(false),
    /** A data set of boxes with one JSON file. */
    coco(false),
    /** A data set of boxes with a text file for each picture. */
    yolo(false);

    private final boolean continues;

    ResultFormat(boolean continues) {
        this.continues = continues;
    }

    /** Returns whether a file that was broken off can be gone on with: what is in lines is whole up to its last line. */
    boolean continues() {
        return continues;
    }

    /** Returns whether standard output can take it. */
    boolean fitsStandardOutput() {
        return this == text || this == jsonl || this == csv;
    }

    /** Returns whether it is a folder of files. */
    boolean isFolder() {
        return this == coco || this == yolo;
    }

    /** Returns the format that a file's name ends in; empty for another ending. */
    static Optional<ResultFormat> of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (ResultFormat format : values()) {
            if (format != text && !format.isFolder() && name.endsWith("." + format)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
