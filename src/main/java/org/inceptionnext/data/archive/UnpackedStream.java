package org.inceptionnext.data.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdUtils;
import org.inceptionnext.data.archive.ArchiveException.Reason;

/** The tar inside a compressed stream, which ends with an error where it unpacks to far more than pictures would. */
final class UnpackedStream extends FilterInputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Counted packed;
    private final ArchiveLimits limits;
    private long unpackedBytes;

    private UnpackedStream(InputStream in, Counted packed, ArchiveLimits limits) {
        super(in);
        this.packed = packed;
        this.limits = limits;
    }

    static InputStream open(Path file, ArchiveKind kind, ArchiveLimits limits) throws IOException {
        if (kind == ArchiveKind.ZSTD && !ZstdUtils.isZstdCompressionAvailable()) {
            throw new ArchiveException(
                    Reason.MISSING_LIBRARY,
                    "a .tar.zst needs com.github.luben:zstd-jni on the class path; without it, pack as .tar or .tar.gz");
        }
        Counted packed = new Counted(Files.newInputStream(file));
        try {
            InputStream buffered = new BufferedInputStream(packed, BUFFER_BYTES);
            InputStream unpacked = kind == ArchiveKind.GZIP
                    ? GzipCompressorInputStream.builder()
                            .setInputStream(buffered)
                            .setDecompressConcatenated(true)
                            .get()
                    : new ZstdCompressorInputStream(buffered);
            return new BufferedInputStream(new UnpackedStream(unpacked, packed, limits), BUFFER_BYTES);
        } catch (IOException | RuntimeException e) {
            packed.close();
            throw e instanceof IOException io ? io : new ArchiveException(Reason.DAMAGED, "damaged: " + e, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        unpackedBytes += Math.max(count, 0);
        if (unpackedBytes > limits.freeBytes() && unpackedBytes / limits.maxRatio() > packed.count) {
            throw new ArchiveException(
                    Reason.TOO_LARGE,
                    "the first " + packed.count + " bytes unpack to " + unpackedBytes
                            + ", as no archive of pictures does");
        }
        return count;
    }

    /** How much of the file was read. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
