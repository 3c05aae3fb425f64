package org.inceptionnext.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.pickle.Describe;
import org.inceptionnext.checkpoint.pickle.PersistentLoader;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleCalls;
import org.inceptionnext.checkpoint.pickle.PickleInput;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.StorageId;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.pickle.Unpickler;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code torch.save} wrote before 1.6: five pickles (magic number, format version, facts about the writer, the
 * object, storage keys), then for each key the number of elements as 64 bits and the elements, little-endian.
 */
public final class LegacyCheckpoint implements PersistentLoader {
    /** The pickle of the number 0x1950a86a20f9469cfc6c, in the one form in which it was ever written. */
    private static final byte[] MAGIC = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19,
        '.'
    };

    private static final long FORMAT_VERSION = 1001;
    private static final int MODULE_ITEMS = 4;
    private static final String DOWNLOAD_AGAIN = "download it again";

    /** The bytes of a storage, whose place in the file is known only after the object has been read. */
    private static final class Placed implements ByteSource {
        private final long sizeBytes;
        private @Nullable ByteSource place;

        Placed(long sizeBytes) {
            this.sizeBytes = sizeBytes;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            if (place == null) {
                throw new IllegalStateException("the storage has no place yet");
            }
            place.read(position, into);
        }
    }

    /** A part of a storage. */
    private record Part(ByteSource whole, long offset, long sizeBytes) implements ByteSource {
        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            whole.read(offset + position, into);
        }
    }

    private record Root(StorageId id, Placed bytes, PickleValue.Storage storage) {}

    private final CheckpointFile file;
    private final OpenOptions options;
    private final Map<String, Root> roots = new LinkedHashMap<>();
    private final Map<StorageId, PickleValue.Storage> views = new HashMap<>();

    private LegacyCheckpoint(CheckpointFile file, OpenOptions options) {
        this.file = file;
        this.options = options;
    }

    /** Returns whether a file starts with the magic number. */
    public static boolean looksLike(CheckpointFile file) throws IOException {
        return file.sizeBytes() >= MAGIC.length && file.bytes(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    public static Contents read(CheckpointFile file, OpenOptions options) throws IOException {
        return new LegacyCheckpoint(file, options).read();
    }

    private Contents read() throws IOException {
        Pickle version = pickle(MAGIC.length);
        if (!version.root().equals(new PickleValue.Int(FORMAT_VERSION))) {
            throw file.malformed(
                    MAGIC.length, "the format version " + Describe.value(version.root()), FORMAT_VERSION + " is read");
        }
        Pickle writer = pickle(version.end());
        if (!(writer.root() instanceof PickleValue.Dict)) {
            throw file.malformed(
                    version.end(),
                    Describe.value(writer.root()) + " as the facts about the writer",
                    "a dict is expected");
        }
        Pickle object = pickle(writer.end());
        Pickle keys = pickle(object.end());
        place(keys, object.end());
        return new PickledWeights(file, options, file.sizeBytes(), ByteOrder.LITTLE_ENDIAN)
                .contents(CheckpointFormat.TORCH_LEGACY, object, null);
    }

    private Pickle pickle(long start) throws IOException {
        PickleInput in = new PickleInput(file, file, start, 0, options.limits());
        PickleCalls calls = new PickleCalls(in, new TensorRebuilder(in, ByteOrder.LITTLE_ENDIAN));
        return Unpickler.read(in, this, calls, options.foreignObjects());
    }

    @Override
    public PickleValue.Storage storage(StorageId id, PickleInput where) throws IOException {
        if (id.elementBytes() <= 0) {
            throw where.malformed("a storage of class " + id.className(), "quantised tensors are not read");
        }
        Root root = roots.get(id.key());
        if (root == null) {
            Placed bytes = new Placed(id.sizeBytes(where));
            root = new Root(id, bytes, new PickleValue.Storage(id.key(), id.dtype(), bytes.sizeBytes(), bytes));
            roots.put(id.key(), root);
        }
        if (!(root.id().className().equals(id.className()) && root.id().count() == id.count())) {
            throw where.malformed(
                    "storage '" + id.key() + "' as " + id.count() + " of " + id.className() + " and before as another",
                    "a storage has one type and one length");
        }
        return id.view() == null ? root.storage() : view(root, id, id.view(), where);
    }

    private PickleValue.Storage view(Root root, StorageId id, StorageId.View view, PickleInput where)
            throws MalformedCheckpointException {
        boolean within = view.offset() >= 0
                && view.count() >= 0
                && view.offset() <= id.count()
                && view.count() <= id.count() - view.offset();
        if (!within) {
            throw where.malformed(
                    "a view of " + view.count() + " elements from " + view.offset() + " of storage '" + id.key() + "'",
                    "the storage has " + id.count());
        }
        return views.computeIfAbsent(id, unused -> {
            long sizeBytes = view.count() * id.elementBytes();
            ByteSource part = new Part(root.bytes(), view.offset() * id.elementBytes(), sizeBytes);
            return new PickleValue.Storage(id.key(), id.dtype(), sizeBytes, part);
        });
    }

    @Override
    public PickleValue moduleClass(Sequence id, PickleInput where) throws IOException {
        if (!(id.items().size() == MODULE_ITEMS && id.items().get(1) instanceof PickleValue.Global)) {
            throw where.malformed(
                    "a persistent id 'module' of " + id.items().size() + " items",
                    "('module', class, file, source) is expected");
        }
        return id.items().get(1);
    }

    /** Finds the bytes of every storage, in the order of the keys. */
    private void place(Pickle keys, long keysOffset) throws IOException {
        List<PickleValue> items = keys.root() instanceof Sequence list ? list.items() : List.of();
        if (!(keys.root() instanceof Sequence && items.size() == roots.size())) {
            throw file.malformed(
                    keysOffset,
                    Describe.value(keys.root()) + " as the list of storages",
                    "the object has " + roots.size());
        }
        long at = keys.end();
        for (PickleValue item : items) {
            Root root = item instanceof PickleValue.Text key ? roots.get(key.value()) : null;
            if (root == null || root.bytes().place != null) {
                throw file.malformed(
                        keysOffset,
                        Describe.value(item) + " in the list of storages",
                        "every storage of the object is expected once");
            }
            at = place(root, at);
        }
        if (at != file.sizeBytes()) {
            throw file.malformed(at, (file.sizeBytes() - at) + " bytes after the last storage", DOWNLOAD_AGAIN);
        }
    }

    private long place(Root root, long at) throws IOException {
        long rest = file.sizeBytes() - at - Long.BYTES;
        String shown = "storage '" + root.id().key() + "'";
        if (rest < 0) {
            throw file.malformed(at, "the file ends before " + shown, DOWNLOAD_AGAIN);
        }
        long count = file.bytes(at, Long.BYTES).getLong();
        if (count != root.id().count()) {
            throw file.malformed(
                    at,
                    shown + " of " + count + " elements",
                    "the object says " + root.id().count());
        }
        long sizeBytes = root.bytes().sizeBytes();
        if (sizeBytes > rest) {
            throw file.malformed(
                    at, shown + " of " + sizeBytes + " bytes, of which " + rest + " are there", DOWNLOAD_AGAIN);
        }
        root.bytes().place = file.slice(at + Long.BYTES, sizeBytes);
        return at + Long.BYTES + sizeBytes;
    }
}
