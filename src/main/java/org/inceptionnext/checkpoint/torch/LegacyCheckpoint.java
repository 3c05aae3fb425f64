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
import org.inceptionnext.checkpoint.pickle.Opcode;
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
    /** The number 0x1950a86a20f9469cfc6c as a pickle of protocol 2 and later ends: LONG1 of 10 bytes, STOP. */
    private static final byte[] MAGIC = {
        (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'
    };

    /** The same number as protocols 0 and 1 write it. */
    private static final String TEXT_MAGIC = "L119547037146038801333356L\n.";

    private static final int MIN_PROTOCOL = 2;
    private static final int MAX_PROTOCOL = 5;
    private static final int FRAME_BYTES = 1 + Long.BYTES;
    /** Fewer bytes of it could be those of any pickle. */
    private static final int MIN_MAGIC_BYTES = 4;

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

    /**
     * Returns whether a file starts with the magic number, as one of the protocols 2 to 5 writes it. Of a file that ends
     * before the number does, what is there decides.
     */
    public static boolean looksLike(CheckpointFile file) throws IOException {
        return magicBytes(file) > 0;
    }

    /** Returns whether a file starts with the magic number as protocols 0 and 1 write it. */
    static boolean isText(String head) {
        return head.startsWith(TEXT_MAGIC);
    }

    static MalformedCheckpointException textRefusal(CheckpointFile file) {
        return file.malformed(
                0,
                "a " + CheckpointFormat.TORCH_LEGACY.description() + ", written with pickle protocol 0 or 1",
                "protocols 2 to 5 are read: load it in Python and save it again with torch.save, without pickle_protocol");
    }

    /** Returns how many bytes the magic number's pickle takes; 0 if it is none. */
    private static int magicBytes(CheckpointFile file) throws IOException {
        int available = (int) Math.min(file.sizeBytes(), 2 + FRAME_BYTES + MAGIC.length);
        if (available < 2 + MIN_MAGIC_BYTES) {
            return 0;
        }
        ByteBuffer head = file.bytes(0, available);
        int protocol = head.get(1);
        if ((head.get(0) & 0xff) != Opcode.PROTO.code() || protocol < MIN_PROTOCOL || protocol > MAX_PROTOCOL) {
            return 0;
        }
        int start = (head.get(2) & 0xff) == Opcode.FRAME.code() ? 2 + FRAME_BYTES : 2;
        if (available < start + MIN_MAGIC_BYTES) {
            return 0;
        }
        for (int i = 0; i < MAGIC.length && start + i < available; i++) {
            if (head.get(start + i) != MAGIC[i]) {
                return 0;
            }
        }
        return start + MAGIC.length;
    }

    public static Contents read(CheckpointFile file, OpenOptions options) throws IOException {
        return new LegacyCheckpoint(file, options).read();
    }

    private Contents read() throws IOException {
        int magicBytes = magicBytes(file);
        if (magicBytes > file.sizeBytes()) {
            throw cut(file.sizeBytes(), "the file ends within its first number");
        }
        Pickle version = plain(magicBytes);
        if (!version.root().equals(new PickleValue.Int(FORMAT_VERSION))) {
            throw file.malformed(
                    magicBytes, "the format version " + Describe.value(version.root()), FORMAT_VERSION + " is read");
        }
        Pickle writer = plain(version.end());
        if (!(writer.root() instanceof PickleValue.Dict)) {
            throw file.malformed(
                    version.end(),
                    Describe.value(writer.root()) + " as the facts about the writer",
                    "a dict is expected");
        }
        Pickle object = pickle(writer.end());
        Pickle keys = plain(object.end());
        place(keys, object.end());
        return new PickledWeights(file, options, file.sizeBytes(), ByteOrder.LITTLE_ENDIAN)
                .contents(CheckpointFormat.TORCH_LEGACY, object, null);
    }

    private Pickle pickle(long start) throws IOException {
        if (start >= file.sizeBytes()) {
            throw cut(start, "the file ends where a pickle begins");
        }
        PickleInput in = new PickleInput(file, file, start, 0, options.limits());
        PickleCalls calls = new PickleCalls(in, new TensorRebuilder(in, ByteOrder.LITTLE_ENDIAN));
        try {
            return Unpickler.read(in, this, calls);
        } catch (MalformedCheckpointException e) {
            throw in.ranOut() ? cut(file.sizeBytes(), e.found() + ", " + e.advice()) : e;
        }
    }

    /** The pickles around the object, which are numbers and texts. */
    private Pickle plain(long start) throws IOException {
        Pickle pickle = pickle(start);
        if (pickle.foreign().isPresent()) {
            throw file.malformed(
                    pickle.foreign().get().offset(),
                    pickle.foreign().get().what() + " beside the file's object",
                    "torch.save writes numbers and texts there");
        }
        return pickle;
    }

    private MalformedCheckpointException cut(long at, String found) {
        return file.malformed(
                at,
                "a " + CheckpointFormat.TORCH_LEGACY.description() + " that is cut short: " + found,
                DOWNLOAD_AGAIN);
    }

    @Override
    public PickleValue.Storage storage(StorageId id, PickleInput where) throws IOException {
        Root root = roots.get(id.key());
        if (root == null) {
            Placed bytes = new Placed(id.sizeBytes(where));
            root = new Root(id, bytes, new PickleValue.Storage(id.key(), id.dtype(), bytes.sizeBytes(), bytes));
            roots.put(id.key(), root);
        }
        if (!root.id().isOfSameElements(id)) {
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
            throw cut(at, "the file ends before " + shown);
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
            throw cut(at, shown + " of " + sizeBytes + " bytes, of which " + rest + " are there");
        }
        root.bytes().place = file.slice(at + Long.BYTES, sizeBytes);
        return at + Long.BYTES + sizeBytes;
    }
}
