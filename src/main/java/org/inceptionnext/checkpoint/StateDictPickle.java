package org.inceptionnext.checkpoint;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The pickle (protocol 2) of a state dict: an {@code OrderedDict} whose values are calls of {@code _rebuild_tensor_v2},
 * or of {@code _rebuild_tensor_v3} for the types that have no typed storage. Storage keys are "0", "1", ... in order.
 */
final class StateDictPickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private StateDictPickle() {}

    static byte[] of(List<Tensor> tensors) {
        StateDictPickle pickle = new StateDictPickle();
        pickle.op(Opcode.PROTO);
        pickle.out.write(2);
        pickle.emptyOrderedDict();
        if (!tensors.isEmpty()) {
            pickle.op(Opcode.MARK);
            for (int key = 0; key < tensors.size(); key++) {
                pickle.text(tensors.get(key).name());
                pickle.tensor(tensors.get(key), Integer.toString(key));
            }
            pickle.op(Opcode.SETITEMS);
        }
        pickle.op(Opcode.STOP);
        return pickle.out.toByteArray();
    }

    private void tensor(Tensor tensor, String key) {
        TorchType type = TorchType.of(tensor.dtype());
        boolean typed = type.storage() != null;
        global("torch._utils", typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        op(Opcode.MARK);
        storage(tensor, key);
        integer(0);
        integers(tensor.shape());
        integers(StorageView.contiguousStrides(tensor.shape()));
        op(Opcode.NEWFALSE);
        emptyOrderedDict();
        if (!typed) {
            global("torch", type.dtypeName());
        }
        op(Opcode.TUPLE);
        op(Opcode.REDUCE);
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

    private void emptyOrderedDict() {
        global("collections", "OrderedDict");
        op(Opcode.EMPTY_TUPLE);
        op(Opcode.REDUCE);
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
            byte[] bigEndian = BigInteger.valueOf(value).toByteArray();
            op(Opcode.LONG1);
            out.write(bigEndian.length);
            for (int i = bigEndian.length - 1; i >= 0; i--) {
                out.write(bigEndian[i]);
            }
        }
    }

    private void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE);
        int32(utf8.length);
        out.writeBytes(utf8);
    }

    private void global(String module, String name) {
        op(Opcode.GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void int32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private void op(Opcode opcode) {
        out.write(opcode.code());
    }
}
