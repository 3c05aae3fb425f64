package org.inceptionnext.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.checkpoint.pickle.Opcode;

/** Small files as torch writes them: one state dict of one tensor "w" of two floats, 1 and 2. */
final class TorchForge {
    static final String DATA = "archive/data.pkl";

    private TorchForge() {}

    /** The storage of the pair, little-endian. */
    static byte[] pair() {
        return ZipForge.buffer(8).putFloat(1).putFloat(2).array();
    }

    /** {@code OrderedDict([('w', tensor)])}. */
    static byte[] stateDict() {
        return PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .pair()
                .op(Opcode.SETITEM)
                .stop();
    }

    /** A whole archive around a pickle, with the pair as record data/0. */
    static ZipForge zip(byte[] pickle) {
        return new ZipForge().add(DATA, pickle).add("archive/data/0", pair()).add("archive/version", ascii("3\n"));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The three pickles that a file of the time before torch 1.6 begins with. */
    static byte[] legacyHead() {
        byte[] magic = PickleForge.protocol(2)
                .op(Opcode.LONG1)
                .raw(10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop();
        byte[] version =
                PickleForge.protocol(2).op(Opcode.BININT2).raw(0xe9, 0x03).stop();
        byte[] writer = PickleForge.protocol(2).op(Opcode.EMPTY_DICT).stop();
        return join(magic, version, writer);
    }

    /** The list of storage keys. */
    static byte[] legacyKeys(String... keys) {
        PickleForge list = PickleForge.protocol(2).op(Opcode.EMPTY_LIST);
        for (String key : keys) {
            list.text(key).op(Opcode.APPEND);
        }
        return list.stop();
    }

    /** A storage of floats: its length and elements. */
    static byte[] legacyStorage(long count, float... elements) {
        byte[] storage = new byte[Long.BYTES + elements.length * Float.BYTES];
        ByteBuffer fields =
                ByteBuffer.wrap(storage).order(ByteOrder.LITTLE_ENDIAN).putLong(count);
        for (float element : elements) {
            fields.putFloat(element);
        }
        return storage;
    }

    /** A persistent id of a storage of floats with a sixth item: None or (key, offset, count). */
    static PickleForge legacyStorageId(PickleForge pickle, String key, long count, long... view) {
        pickle.op(Opcode.MARK)
                .text("storage")
                .global("torch", "FloatStorage")
                .text(key)
                .text("cpu")
                .number(count);
        if (view.length == 0) {
            pickle.op(Opcode.NONE);
        } else {
            pickle.op(Opcode.MARK)
                    .text(key + "_view")
                    .number(view[0])
                    .number(view[1])
                    .op(Opcode.TUPLE);
        }
        return pickle.op(Opcode.TUPLE).fault().op(Opcode.BINPERSID);
    }

    /** {@code {'w': tensor}} whose storage id has a sixth item. */
    static PickleForge legacyObject(long count, long[] view, long size) {
        PickleForge pickle = PickleForge.protocol(2)
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op(Opcode.MARK);
        return legacyStorageId(pickle, "7", count, view)
                .number(0)
                .numbers(size)
                .numbers(1)
                .op(Opcode.NEWFALSE)
                .call("collections", "OrderedDict")
                .op(Opcode.TUPLE, Opcode.REDUCE, Opcode.SETITEM);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
