package org.inceptionnext.checkpoint.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.pickle.PersistentLoader;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleCalls;
import org.inceptionnext.checkpoint.pickle.PickleInput;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.StorageId;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.pickle.Unpickler;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.storage.SourceInputStream;
import org.inceptionnext.checkpoint.zip.ConcatenatedArchives;
import org.inceptionnext.checkpoint.zip.ZipArchive;
import org.inceptionnext.text.PrintableText;

/** Reads what {@code torch.save} writes since 1.6: {@code data.pkl} and one record {@code data/<key>} per storage. */
public final class ZipCheckpoint implements PersistentLoader {
    private static final int MAX_VERSION = 10;
    private static final int MAX_SHORT_RECORD_BYTES = 32;

    private final CheckpointFile file;
    private final Map<String, ZipArchive.Entry> entries;
    private final Map<String, StorageId> ids = new HashMap<>();
    private final Map<String, PickleValue.Storage> storages = new HashMap<>();

    private ZipCheckpoint(CheckpointFile file, Map<String, ZipArchive.Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    public static Contents read(CheckpointFile file, OpenOptions options) throws IOException {
        ForeignFile.refuseShard(file);
        ZipArchive archive = open(file, options);
        ForeignFile.refuseArchive(file, archive.names());
        return new ZipCheckpoint(file, archive.entries()).read(options);
    }

    private static ZipArchive open(CheckpointFile file, OpenOptions options) throws IOException {
        try {
            return ZipArchive.open(file, options.limits());
        } catch (MalformedCheckpointException e) {
            if (ConcatenatedArchives.areIn(file)) {
                throw ForeignFile.shard(file, "several zip archives one behind the other");
            }
            throw e;
        }
    }

    private Contents read(OpenOptions options) throws IOException {
        verifyVersion();
        ByteOrder order = byteOrder();
        ZipArchive.Entry data = entries.get("data.pkl");
        if (data == null) {
            throw file.malformed("a zip archive without data.pkl", ForeignFile.WHAT_IS_READ);
        }
        PickleInput in = new PickleInput(file, data.content(), 0, data.dataOffset(), options.limits());
        PickleCalls calls = new PickleCalls(in, new TensorRebuilder(in, order));
        Pickle pickle = Unpickler.read(in, this, calls);
        if (pickle.end() != data.sizeBytes()) {
            throw file.malformed(
                    data.dataOffset() + pickle.end(),
                    (data.sizeBytes() - pickle.end()) + " bytes after the pickle's end",
                    "data.pkl holds one pickle");
        }
        long storedBytes =
                entries.values().stream().mapToLong(ZipArchive.Entry::sizeBytes).sum();
        return new PickledWeights(file, options, storedBytes, order).contents(CheckpointFormat.TORCH_ZIP, pickle, this);
    }

    /** Returns the names of the records whose content does not have the checksum that the archive states. */
    public List<String> checksumMismatches() throws IOException {
        List<String> mismatches = new ArrayList<>();
        for (Map.Entry<String, ZipArchive.Entry> entry : entries.entrySet()) {
            CRC32 crc = new CRC32();
            byte[] chunk = new byte[1 << 16];
            try (InputStream in = new SourceInputStream(entry.getValue().content())) {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    crc.update(chunk, 0, count);
                }
            }
            if (crc.getValue() != entry.getValue().crc()) {
                mismatches.add(entry.getKey());
            }
        }
        return mismatches;
    }

    @Override
    public PickleValue.Storage storage(StorageId id, PickleInput where) throws IOException {
        StorageId earlier = ids.putIfAbsent(id.key(), id);
        if (!(earlier == null || earlier.isOfSameElements(id))) {
            throw where.malformed(
                    "storage '" + id.key() + "' as " + id.count() + " of " + id.className() + " and before as another",
                    "a storage has one type and one length");
        }
        PickleValue.Storage known = storages.get(id.key());
        if (known != null) {
            return known;
        }
        ZipArchive.Entry record = entries.get("data/" + id.key());
        if (record == null) {
            throw where.malformed("storage '" + id.key() + "' without a record data/" + id.key(), "download it again");
        }
        if (id.view() != null) {
            throw where.malformed("a view of storage '" + id.key() + "'", "only files before torch 1.6 have such");
        }
        if (id.sizeBytes(where) != record.sizeBytes()) {
            throw where.malformed(
                    "storage '" + id.key() + "' of " + id.count() + " elements of " + id.elementBytes()
                            + " bytes, whose record has " + record.sizeBytes(),
                    "they must be equal; download it again");
        }
        PickleValue.Storage storage =
                new PickleValue.Storage(id.key(), id.dtype(), record.sizeBytes(), record.content());
        storages.put(id.key(), storage);
        return storage;
    }

    @Override
    public PickleValue moduleClass(PickleValue.Sequence id, PickleInput where) throws IOException {
        throw where.malformed("a persistent id 'module'", "only files before torch 1.6 have such");
    }

    private void verifyVersion() throws IOException {
        for (String name : List.of("version", ".data/version")) {
            ZipArchive.Entry record = entries.get(name);
            if (record != null) {
                String version = shortText(record);
                if (!(version.matches("[1-9][0-9]?\n?") && Integer.parseInt(version.strip()) <= MAX_VERSION)) {
                    throw file.malformed(
                            record.dataOffset(),
                            "the format version " + PrintableText.quote(version),
                            "versions 1 to " + MAX_VERSION + " are read");
                }
            }
        }
    }

    /** A file without this record is of a time when every file was little-endian. */
    private ByteOrder byteOrder() throws IOException {
        ZipArchive.Entry record = entries.get("byteorder");
        String order = record == null ? "little" : shortText(record);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw file.malformed(
                        record == null ? 0 : record.dataOffset(),
                        "the byte order " + PrintableText.quote(order),
                        "'little' and 'big' are known");
        };
    }

    private String shortText(ZipArchive.Entry record) throws IOException {
        if (record.sizeBytes() > MAX_SHORT_RECORD_BYTES) {
            throw file.malformed(
                    record.dataOffset(),
                    PrintableText.quote(record.name()) + " of " + record.sizeBytes() + " bytes",
                    "at most " + MAX_SHORT_RECORD_BYTES + " are expected");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) record.sizeBytes());
        record.content().read(0, bytes);
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }
}
