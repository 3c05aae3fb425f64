package org.inceptionnext.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.inceptionnext.checkpoint.Tensor;

/**
 * Writes torch's zip: records under one root folder, stored, their contents aligned to 64 bytes so that they can be mapped.
 * The same records give the same bytes.
 */
public final class TorchArchive {
    /** To what the contents of records are aligned, in bytes. */
    public static final int ALIGNMENT = 64;

    /** The folder that torch itself uses when it saves to a stream. */
    private static final String ROOT = "archive/";

    /** The earliest time that a zip can hold, whatever the time zone. */
    private static final LocalDateTime EARLIEST = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int CHUNK_BYTES = 1 << 18;

    private final ZipArchiveOutputStream zip;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Starts an archive in an empty file, which stays the caller's to close. */
    public TorchArchive(FileChannel out) throws IOException {
        zip = new ZipArchiveOutputStream(out);
    }

    /** Adds a record. */
    public void add(String name, byte[] content) throws IOException {
        start(name, content.length);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    /** Adds the elements of a tensor as the record {@code data/KEY}. */
    public void addStorage(String key, Tensor tensor) throws IOException {
        start("data/" + key, tensor.sizeBytes());
        tensor.writeTo(new Storage());
        zip.closeArchiveEntry();
    }

    /** Writes what follows the last record. */
    public void finish() throws IOException {
        zip.finish();
    }

    private void start(String name, long sizeBytes) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(sizeBytes);
        entry.setAlignment(ALIGNMENT);
        // Set otherwise, it would also be written in two further notations, which torch does not do.
        entry.setTimeLocal(EARLIEST);
        zip.putArchiveEntry(entry);
    }

    /** Where the elements go. Java's own channel around a stream passes 8 KiB at a time, each with a call of the system. */
    private final class Storage implements WritableByteChannel {
        @Override
        public int write(ByteBuffer data) throws IOException {
            int length = data.remaining();
            while (data.hasRemaining()) {
                int count = Math.min(data.remaining(), chunk.length);
                data.get(chunk, 0, count);
                zip.write(chunk, 0, count);
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
