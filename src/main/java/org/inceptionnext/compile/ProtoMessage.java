package org.inceptionnext.compile;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.Tensor;

/**
 * A protobuf message: fields in the order in which they are added.
 *
 * <p>The format puts a message's size before it, so sizes are computed first, which needs no element of a tensor. Elements
 * are read when their turn comes to be written, and not kept.
 */
final class ProtoMessage {
    private final List<Field> fields = new ArrayList<>();

    /** One field with its tag. */
    private interface Field {
        long sizeBytes();

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
        return add(new IntegerField(number, value));
    }

    /** Adds a float. */
    ProtoMessage real(int number, float value) {
        return add(new RealField(number, value));
    }

    /** Adds a string, or bytes that are text. */
    ProtoMessage text(int number, String value) {
        return add(new TextField(number, value));
    }

    /** Adds a message, which may still grow. */
    ProtoMessage message(int number, ProtoMessage value) {
        return add(new MessageField(number, value));
    }

    /** Adds the elements of a tensor as bytes. */
    ProtoMessage elements(int number, Tensor value) {
        return add(new ElementsField(number, value));
    }

    private ProtoMessage add(Field field) {
        fields.add(field);
        return this;
    }

    /** Returns the size without that of a tag or of the size itself. */
    long sizeBytes() {
        return fields.stream().mapToLong(Field::sizeBytes).reduce(0, Math::addExact);
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
            field.writeTo(out);
        }
    }

    private static long delimited(int number, long sizeBytes) {
        int head = CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(sizeBytes);
        return Math.addExact(head, sizeBytes);
    }

    private record IntegerField(int number, long value) implements Field {

        @Override
        public long sizeBytes() {
            return CodedOutputStream.computeInt64Size(number, value);
        }

        @Override
        public void writeTo(Output out) throws IOException {
            out.coded.writeInt64(number, value);
        }
    }

    private record RealField(int number, float value) implements Field {

        @Override
        public long sizeBytes() {
            return CodedOutputStream.computeFloatSize(number, value);
        }

        @Override
        public void writeTo(Output out) throws IOException {
            out.coded.writeFloat(number, value);
        }
    }

    private record TextField(int number, String value) implements Field {

        @Override
        public long sizeBytes() {
            return CodedOutputStream.computeStringSize(number, value);
        }

        @Override
        public void writeTo(Output out) throws IOException {
            out.coded.writeString(number, value);
        }
    }

    private record MessageField(int number, ProtoMessage value) implements Field {

        @Override
        public long sizeBytes() {
            return delimited(number, value.sizeBytes());
        }

        @Override
        public void writeTo(Output out) throws IOException {
            out.begin(number, value.sizeBytes());
            value.writeTo(out);
        }
    }

    private record ElementsField(int number, Tensor value) implements Field {

        @Override
        public long sizeBytes() {
            return delimited(number, value.sizeBytes());
        }

        @Override
        public void writeTo(Output out) throws IOException {
            out.begin(number, value.sizeBytes());
            out.coded.flush();
            value.writeTo(out.channel);
        }
    }
}
