package org.inceptionnext.cli.results;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** How rows of results are records of Parquet: every column may be empty, a vector is a list of floats. */
final class ParquetRows extends WriteSupport<@Nullable Object[]> {
    private final List<ResultColumn> columns;
    private @Nullable RecordConsumer out;

    ParquetRows(List<ResultColumn> columns) {
        this.columns = columns;
    }

    @Override
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        columns.forEach(column -> schema.addField(type(column)));
        return new WriteContext(schema.named("result"), Map.of());
    }

    private static Type type(ResultColumn column) {
        return switch (column.kind()) {
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(column.name());
            case NUMBER -> Types.optional(PrimitiveTypeName.FLOAT).named(column.name());
            case NUMBERS ->
                Types.optionalList().requiredElement(PrimitiveTypeName.FLOAT).named(column.name());
        };
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        out = consumer;
    }

    @Override
    public void write(@Nullable Object[] row) {
        RecordConsumer consumer = Objects.requireNonNull(out, "prepareForWrite is called first");
        consumer.startMessage();
        for (int i = 0; i < row.length; i++) {
            Object cell = row[i];
            if (cell == null) {
                continue;
            }
            String name = columns.get(i).name();
            consumer.startField(name, i);
            write(consumer, cell);
            consumer.endField(name, i);
        }
        consumer.endMessage();
    }

    private static void write(RecordConsumer consumer, Object cell) {
        if (cell instanceof Integer number) {
            consumer.addInteger(number);
        } else if (cell instanceof Float number) {
            consumer.addFloat(number);
        } else if (cell instanceof float[] vector) {
            writeList(consumer, vector);
        } else {
            consumer.addBinary(Binary.fromString(cell.toString()));
        }
    }

    /** The three levels that the format gives a list: itself, its repeated entries, an entry's value. */
    private static void writeList(RecordConsumer consumer, float[] vector) {
        consumer.startGroup();
        if (vector.length > 0) {
            consumer.startField("list", 0);
            for (float number : vector) {
                consumer.startGroup();
                consumer.startField("element", 0);
                consumer.addFloat(number);
                consumer.endField("element", 0);
                consumer.endGroup();
            }
            consumer.endField("list", 0);
        }
        consumer.endGroup();
    }
}
