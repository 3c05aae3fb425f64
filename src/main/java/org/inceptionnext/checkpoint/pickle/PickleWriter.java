package org.inceptionnext.checkpoint.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.storage.StorageView;
import org.inceptionnext.text.PrintableText;

/**
 * Writes a pickle (protocol 2) as torch does: the opcodes that both Python's and libtorch's own unpickler read, and
 * tensors as calls of {@code _rebuild_tensor_v2}, or {@code _rebuild_tensor_v3} for types without a typed storage.
 *
 * <p>Each method writes one opcode, or the few that make one value; what they mean to the stack is the caller's concern.
 */
public final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Starts a pickle. */
    public PickleWriter() {
        op(Opcode.PROTO);
        out.write(2);
    }

    /** Ends the pickle and returns all of it. */
    public byte[] finish() {
        op(Opcode.STOP);
        return out.toByteArray();
    }

    /** Marks the stack, for a following {@link #setItems}. */
    public void mark() {
        op(Opcode.MARK);
    }

    /** Puts the keys and values since the mark into the dictionary below it. */
    public void setItems() {
        op(Opcode.SETITEMS);
    }

    /** An empty {@code dict}. */
    public void emptyDict() {
        op(Opcode.EMPTY_DICT);
    }

    /** An empty {@code collections.OrderedDict}. */
    public void emptyOrderedDict() {
        global("collections", "OrderedDict");
        op(Opcode.EMPTY_TUPLE);
        op(Opcode.REDUCE);
    }

    /** An instance of a class, made without arguments. */
    public void instance(String module, String name) {
        global(module, name);
        op(Opcode.EMPTY_TUPLE);
        op(Opcode.NEWOBJ);
    }

    /** Gives the instance below it the state on top of the stack. */
    public void build() {
        op(Opcode.BUILD);
    }

    /** {@code False}. */
    public void falseValue() {
        op(Opcode.NEWFALSE);
    }

    /** A text. */
    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE);
        int32(utf8.length);
        out.writeBytes(utf8);
    }

    /**
     * A tensor, contiguous, alone in its storage.
     *
     * @param key the name of the record with its elements, after {@code data/}
     */
    public void tensor(Tensor tensor, String key) {
        TorchType type = TorchType.of(tensor.dtype());
        boolean typed = type.storage() != null;
        global("torch._utils", typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        op(Opcode.MARK);
        storage(tensor, key);
        integer(0);
        List<Long> shape = tensor.dtype().isPacked() ? pairs(tensor) : tensor.shape();
        integers(shape);
        integers(StorageView.contiguousStrides(shape));
        op(Opcode.NEWFALSE);
        emptyOrderedDict();
        if (!typed) {
            global("torch", type.dtypeName());
        }
        op(Opcode.TUPLE);
        op(Opcode.REDUCE);
    }

    /** torch's {@code float4_e2m1fn_x2} counts pairs of numbers. */
    private static List<Long> pairs(Tensor tensor) {
        List<Long> shape = new ArrayList<>(tensor.shape());
        int last = shape.size() - 1;
        if (last < 0 || shape.get(last) % 2 != 0) {
            throw new IllegalArgumentException("torch has no tensor of " + tensor.shape() + " 4-bit numbers, as "
                    + PrintableText.quote(tensor.name()) + " has: the last dimension must be even");
        }
        shape.set(last, shape.get(last) / 2);
        return shape;
    }

    private void storage(Tensor tensor, String key) {
        String storage = TorchType.of(tensor.dtype()).storage();
        op(Opcode.MARK);
        text("storage");
        if (storage != null) {
            global("torch", storage);
        } else {
            global("torch.storage", "UntypedStorage");
        }
        text(key);
        text("cpu");
        integer(storage != null ? tensor.elementCount() : tensor.sizeBytes());
        op(Opcode.TUPLE);
        op(Opcode.BINPERSID);
    }

    private void integers(List<Long> values) {
        op(Opcode.MARK);
        values.forEach(this::integer);
        op(Opcode.TUPLE);
    }

    private void integer(long value) {
        if (value >= 0 && value <= 0xff) {
            op(Opcode.BININT1);
            out.write((int) value);
        } else if (value == (int) value) {
            op(Opcode.BININT);
            int32((int) value);
        } else {
            // libtorch's unpickler takes a LONG1 of 8 bytes only.
            op(Opcode.LONG1);
            out.write(Long.BYTES);
            out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        }
    }

    private void global(String module, String name) {
        op(Opcode.GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void int32(int value) {
        out.writeBytes(littleEndian(Integer.BYTES).putInt(value).array());
    }

    private static ByteBuffer littleEndian(int sizeBytes) {
        return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void op(Opcode opcode) {
        out.write(opcode.code());
    }
}
