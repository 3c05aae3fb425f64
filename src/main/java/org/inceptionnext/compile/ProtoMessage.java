package org.inceptionnext.compile;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.inceptionnext.checkpoint.Tensor;

/**
 * A protobuf message: fields in the order in which they are added.
 *
 * <p>The format puts a message's size before it, so sizes are computed first, which needs no element of a tensor. Elements
 * are read when their turn comes to be written, and not kept.
 */
final class ProtoMessage {
    private final List<Field> fields = new ArrayList<>();

    /**
     * One field.
     *
     * @param sizeBytes its size with its tag; a message may still grow
     * @param writer writes it with its tag
     */
    private record Field(LongSupplier sizeBytes, Writer writer) {}

    private interface Writer {
        void writeTo(Output out) throws IOException;
    }

    /** Where small fields go and, past their buffer, tensors; the buffer has to be flushed before. */
    private record Output(CodedOutputStream coded, WritableByteChannel channel) {

        void begin(int number, long sizeBytes) throws IOException {
            coded.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            coded.writeUInt64NoTag(sizeBytes);
        }
    }

    /** Adds an int32, int64 or enum. */
    ProtoMessage integer(int number, long value) {
        return add(() -> CodedOutputStream.computeInt64Size(number, value), out -> out.coded.writeInt64(number, value));
    }

    /** Adds a float. */
    ProtoMessage real(int number, float value) {
        return add(() -> CodedOutputStream.computeFloatSize(number, value), out -> out.coded.writeFloat(number, value));
    }

    /** Adds a string, or bytes that are text. */
    ProtoMessage text(int number, String value) {
        return add(
                () -> CodedOutputStream.computeStringSize(number, value), out -> out.coded.writeString(number, value));
    }

    /** Adds a message, which may still grow. */
    ProtoMessage message(int number, ProtoMessage value) {
        return delimited(number, value::sizeBytes, value::writeTo);
    }

    /** Adds the elements of a tensor as bytes. */
    ProtoMessage elements(int number, Tensor value) {
        return delimited(number, value::sizeBytes, out -> {
            out.coded.flush();
            value.writeTo(out.channel);
        });
    }

    /** Adds what has its own size before it. */
    private ProtoMessage delimited(int number, LongSupplier sizeBytes, Writer content) {
        return add(
                () -> {
                    long size = sizeBytes.getAsLong();
                    int head =
                            CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(size);
                    return Math.addExact(head, size);
                },
                out -> {
                    out.begin(number, sizeBytes.getAsLong());
                    content.writeTo(out);
                });
    }

    private ProtoMessage add(LongSupplier sizeBytes, Writer writer) {
        fields.add(new Field(sizeBytes, writer));
        return this;
    }

    /** Returns the size without that of a tag or of the size itself. */
    long sizeBytes() {
        return fields.stream().mapToLong(field -> field.sizeBytes().getAsLong()).reduce(0, Math::addExact);
    }

    /**
     * Writes the fields, and nothing around them.
     *
     * @throws IOException if a tensor cannot be read or {@code channel} cannot be written
     */
    void writeTo(WritableByteChannel channel) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(Channels.newOutputStream(channel));
        writeTo(new Output(coded, channel));
        coded.flush();
    }

    private void writeTo(Output out) throws IOException {
        for (Field field : fields) {
            field.writer().writeTo(out);
        }
    }
}
