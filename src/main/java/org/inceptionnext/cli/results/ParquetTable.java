package org.inceptionnext.cli.results;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.jspecify.annotations.Nullable;

/** A table of Apache Parquet, not compressed: what is repeated, such as names, takes little room in its dictionaries. */
final class ParquetTable implements TableFile {
    private final PartFile file;
    private final ParquetWriter<@Nullable Object[]> writer;

    ParquetTable(List<ResultColumn> columns, PartFile file) {
        this.file = file;
        try {
            writer = new Builder(new LocalOutputFile(file.part()), columns)
                    .withConf(new PlainParquetConfiguration())
                    .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                    .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                    .build();
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    @Override
    public void write(List<@Nullable Object[]> rows) {
        try {
            for (@Nullable Object[] row : rows) {
                writer.write(row);
            }
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    @Override
    public void finish() {
        try {
            writer.close();
        } catch (IOException e) {
            throw file.failed(e);
        }
        file.finish();
    }

    @Override
    public void close() {
        try (file) {
            writer.close();
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    /** Parquet's way to say how rows are written. */
    private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
        private final List<ResultColumn> columns;

        Builder(OutputFile file, List<ResultColumn> columns) {
            super(file);
            this.columns = columns;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration configuration) {
            return new ParquetRows(columns);
        }

        @Override
        protected WriteSupport<@Nullable Object[]> getWriteSupport(ParquetConfiguration configuration) {
            return new ParquetRows(columns);
        }
    }
}
