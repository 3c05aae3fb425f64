package org.inceptionnext.cli.results;

import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.vision.Detections;
import org.jspecify.annotations.Nullable;

/**
 * What results are written as, and where.
 *
 * @param format what they are written as
 * @param output the file or folder; null: standard output
 * @param resumes whether a file that was broken off is gone on with
 */
public record ResultTarget(ResultFormat format, @Nullable Path output, boolean resumes) {
    /** Parquet's library is the one that may be missing. */
    private static final String PARQUET_CLASS = "org.apache.parquet.hadoop.ParquetWriter";

    /**
     * Begins to write.
     *
     * @throws FailureException if what an earlier run left is in the way
     * @throws org.inceptionnext.cli.console.OutputException if it cannot be written
     */
    public <O> ResultWriter<O> open(Console console, ResultLayout<O> layout) {
        return switch (format) {
            case text -> new PrintedResults<>(layout);
            case jsonl -> new JsonResults<>(layout, lines(console, RecordKind.JSON));
            case csv ->
                new TableResults<>(layout, new CsvTable(TableResults.columns(layout), lines(console, RecordKind.CSV)));
            case parquet -> new TableResults<>(layout, parquet(TableResults.columns(layout)));
            case npy, coco, yolo -> throw new IllegalStateException(format + " is not for every answer");
        };
    }

    /** As {@link #open}, of vectors. */
    public ResultWriter<float[]> openVectors(Console console, ResultLayout<float[]> layout) {
        return format == ResultFormat.npy ? new NpyResults(file()) : open(console, layout);
    }

    /** As {@link #open}, of boxes. */
    public ResultWriter<Detections> openBoxes(Console console, ResultLayout<Detections> layout) {
        return switch (format) {
            case coco -> new DataSetResults(DetectionFormat.COCO, file());
            case yolo -> new DataSetResults(DetectionFormat.YOLO, file());
            default -> open(console, layout);
        };
    }

    /** Returns whether a folder with copies of the pictures is written. */
    public boolean isDataSet() {
        return format.isFolder();
    }

    private Path file() {
        if (output == null) {
            throw new IllegalStateException(format + " needs a file");
        }
        return output;
    }

    private ResultLines lines(Console console, RecordKind kind) {
        return output == null ? ResultLines.of(console) : LineFile.open(output, resumes, kind);
    }

    private TableFile parquet(List<ResultColumn> columns) {
        try {
            Class.forName(PARQUET_CLASS, false, getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "parquet is written by org.apache.parquet:parquet-hadoop, which is not on the class path",
                    "Add it and org.apache.hadoop:hadoop-client-api, or write csv.");
        }
        return new ParquetTable(columns, PartFile.of(file()));
    }
}
