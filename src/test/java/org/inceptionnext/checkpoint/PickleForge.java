package org.inceptionnext.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.checkpoint.pickle.Opcode;

/** Writes a pickle operation by operation, right or wrong, and remembers where the wrong one stands. */
final class PickleForge {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int fault = -1;

    static PickleForge protocol(int protocol) {
        PickleForge forge = new PickleForge();
        forge.op(Opcode.PROTO).raw(protocol);
        return forge;
    }

    /** The operation that follows is the one that must be refused. */
    PickleForge fault() {
        fault = out.size();
        return this;
    }

    int faultOffset() {
        return fault;
    }

    PickleForge op(Opcode... opcodes) {
        for (Opcode opcode : opcodes) {
            out.write(opcode.code());
        }
        return this;
    }

    PickleForge raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    PickleForge ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleForge i32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    PickleForge i64(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleForge text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE).i32(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    PickleForge number(long value) {
        return op(Opcode.LONG1).raw(Long.BYTES).i64(value);
    }

    PickleForge numbers(long... values) {
        op(Opcode.MARK);
        for (long value : values) {
            number(value);
        }
        return op(Opcode.TUPLE);
    }

    PickleForge global(String module, String name) {
        return op(Opcode.GLOBAL).ascii(module + "\n" + name + "\n");
    }

    PickleForge call(String module, String name) {
        return global(module, name).op(Opcode.EMPTY_TUPLE, Opcode.REDUCE);
    }

    PickleForge put(int index) {
        return op(Opcode.BINPUT).raw(index);
    }

    PickleForge get(int index) {
        return op(Opcode.BINGET).raw(index);
    }

    PickleForge storage(String type, String key, long count) {
        return op(Opcode.MARK)
                .text("storage")
                .global(type.equals("UntypedStorage") ? "torch.storage" : "torch", type)
                .text(key)
                .text("cpu")
                .number(count)
                .op(Opcode.TUPLE, Opcode.BINPERSID);
    }

    /** A call of {@code _rebuild_tensor_v2} on a storage of floats; the call itself is what {@link #fault()} may mark. */
    PickleForge tensor(String key, long count, long offset, long[] size, long[] stride) {
        return arguments(key, count, offset, size, stride).fault().op(Opcode.REDUCE);
    }

    private PickleForge arguments(String key, long count, long offset, long[] size, long[] stride) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op(Opcode.MARK)
                .storage("FloatStorage", key, count)
                .number(offset)
                .numbers(size)
                .numbers(stride)
                .op(Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.TUPLE);
    }

    /** The tensor that {@link TorchForge} has a record for: two floats. */
    PickleForge pair() {
        return tensor("0", 2, 0, new long[] {2}, new long[] {1});
    }

    /** The same, the fault being elsewhere. */
    PickleForge pairWithoutFault() {
        return arguments("0", 2, 0, new long[] {2}, new long[] {1}).op(Opcode.REDUCE);
    }

    byte[] stop() {
        op(Opcode.STOP);
        return bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
