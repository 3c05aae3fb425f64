package org.inceptionnext.checkpoint.zip;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.storage.SourceInputStream;

/**
 * A compressed record. torch stores its records; archives that were packed again by other tools hold such ones. The content
 * is inflated as a whole when it is read, and kept while there is memory.
 */
final class InflatedSource implements ByteSource {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final String ADVICE = "download it again, or save it again with torch.save";

    private final CheckpointFile file;
    private final long offset;
    private final ByteSource compressed;
    private final int sizeBytes;
    private SoftReference<ByteBuffer> content = new SoftReference<>(null);

    /** @param offset of the compressed bytes in the file, for messages */
    InflatedSource(CheckpointFile file, long offset, ByteSource compressed, int sizeBytes) {
        this.file = file;
        this.offset = offset;
        this.compressed = compressed;
        this.sizeBytes = sizeBytes;
    }

    /** Inflates without keeping the content, to know that it is what was declared. */
    void verify() throws IOException {
        Inflater inflater = new Inflater(true);
        try (SourceInputStream stored = new SourceInputStream(compressed);
                InflaterInputStream in = new InflaterInputStream(stored, inflater, CHUNK_BYTES)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long total = 0;
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                total += count;
                file.verify(total <= sizeBytes, offset, "compressed data of more than " + sizeBytes + " bytes", ADVICE);
            }
            file.verify(
                    total == sizeBytes && inflater.getRemaining() == 0 && stored.read() < 0,
                    offset,
                    "compressed data of " + total + " bytes where " + sizeBytes + " are declared",
                    ADVICE);
        } catch (EOFException | ZipException e) {
            throw file.malformed(offset, "compressed data that is damaged", ADVICE);
        } finally {
            inflater.end();
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        into.put(content().slice((int) position, into.remaining()));
    }

    private synchronized ByteBuffer content() throws IOException {
        ByteBuffer kept = content.get();
        if (kept == null) {
            Inflater inflater = new Inflater(true);
            byte[] bytes = new byte[sizeBytes];
            try (InflaterInputStream in =
                    new InflaterInputStream(new SourceInputStream(compressed), inflater, CHUNK_BYTES)) {
                in.readNBytes(bytes, 0, sizeBytes);
            } finally {
                inflater.end();
            }
            kept = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            content = new SoftReference<>(kept);
        }
        return kept;
    }
}
