package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.checkpoint.pickle.PersistentLoader;
import org.inceptionnext.checkpoint.pickle.PickleCalls;
import org.inceptionnext.checkpoint.pickle.PickleInput;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.StorageId;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.pickle.Unpickler;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.storage.HeapSource;

/**
 * A whole archive around a pickle that a fuzzer made: each storage that it names gets a record of the length that it states,
 * so that the fuzzer need not learn to write zip archives.
 */
public final class FuzzedPickle {
    private static final long MAX_RECORD_BYTES = 1 << 20;
    private static final long MAX_ARCHIVE_BYTES = 4 << 20;

    private FuzzedPickle() {}

    /** Returns the archive; storages that are too long have no record. */
    public static byte[] archive(byte[] pickle) {
        ZipForge zip = new ZipForge().add(TorchForge.DATA, pickle);
        long rest = MAX_ARCHIVE_BYTES;
        for (Map.Entry<String, Long> storage : storages(pickle).entrySet()) {
            long sizeBytes = storage.getValue();
            if (sizeBytes <= Math.min(rest, MAX_RECORD_BYTES)) {
                zip.add("archive/data/" + storage.getKey(), new byte[(int) sizeBytes]);
                rest -= sizeBytes;
            }
        }
        return zip.bytes();
    }

    /** Returns the lengths of the storages that are named before the pickle's first fault. */
    private static Map<String, Long> storages(byte[] pickle) {
        StorageNames names = new StorageNames();
        try {
            Path path = Files.createTempFile("fuzz", ".pkl");
            try {
                Files.write(path, pickle);
                names.read(path);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names.sizesBytes;
    }

    /** Collects what is named, and gives storages without content. */
    private static final class StorageNames implements PersistentLoader {
        private final Map<String, Long> sizesBytes = new LinkedHashMap<>();

        void read(Path path) throws IOException {
            try (CheckpointFile file = new CheckpointFile(path)) {
                PickleInput in = new PickleInput(file, file, 0, 0, ReadLimits.DEFAULTS);
                PickleCalls calls = new PickleCalls(in, new TensorRebuilder(in, ByteOrder.LITTLE_ENDIAN));
                Unpickler.read(in, this, calls);
            } catch (MalformedCheckpointException e) {
                // What was named until here is what the reader will look for.
            }
        }

        @Override
        public PickleValue.Storage storage(StorageId id, PickleInput where) throws IOException {
            long sizeBytes = id.sizeBytes(where);
            sizesBytes.putIfAbsent(id.key(), sizeBytes);
            return new PickleValue.Storage(id.key(), id.dtype(), sizeBytes, new HeapSource(ByteBuffer.allocate(0)));
        }

        @Override
        public PickleValue moduleClass(PickleValue.Sequence id, PickleInput where) {
            return PickleValue.Nothing.INSTANCE;
        }
    }
}
