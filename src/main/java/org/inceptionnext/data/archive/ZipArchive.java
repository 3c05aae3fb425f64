package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.ChecksumInputStream;
import org.inceptionnext.data.archive.ArchiveException.Reason;

/** A zip, by its directory. */
final class ZipArchive implements Archive {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ZipFile zip;
    private final List<ZipArchiveEntry> entries;
    private final ArchiveLimits limits;

    private ZipArchive(ZipFile zip, ArchiveLimits limits) {
        this.zip = zip;
        this.entries = Collections.list(zip.getEntries());
        this.limits = limits;
        CLEANER.register(this, () -> IOUtils.closeQuietly(zip));
    }

    static ZipArchive open(Path file, ArchiveLimits limits) throws IOException {
        SeekableByteChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ZipDirectoryEnd.check(channel, limits);
            ZipFile zip = ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setIgnoreLocalFileHeader(true)
                    .get();
            return new ZipArchive(zip, limits);
        } catch (ArchiveException e) {
            channel.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new ArchiveException(Reason.DAMAGED, "a damaged zip: " + e.getMessage(), e);
        }
    }

    @Override
    public ArchiveKind kind() {
        return ArchiveKind.ZIP;
    }

    @Override
    public ArchiveWalk walk(Predicate<String> wanted) {
        return new ZipWalk(this, wanted);
    }

    int size() {
        return entries.size();
    }

    ZipArchiveEntry entry(int index) {
        return entries.get(index);
    }

    ArchiveLimits limits() {
        return limits;
    }

    @Override
    public long sizeBytes(long place) {
        return entries.get(Math.toIntExact(place)).getSize();
    }

    @Override
    public InputStream open(long place) throws IOException {
        ZipArchiveEntry entry = entries.get(Math.toIntExact(place));
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new ArchiveException(Reason.UNSUPPORTED, "an encrypted entry; pack it without a password");
        }
        if (!zip.canReadEntryData(entry)) {
            throw new ArchiveException(
                    Reason.UNSUPPORTED,
                    "an entry packed by method " + entry.getMethod()
                            + "; store or deflate (most programs' default) are read");
        }
        try {
            InputStream in = stored(entry);
            // Commons Compress does not look at the checksum of entries that it finds by the directory.
            return ChecksumInputStream.builder()
                    .setInputStream(in)
                    .setChecksum(new java.util.zip.CRC32())
                    .setExpectedChecksumValue(entry.getCrc())
                    .setCountThreshold(entry.getSize())
                    .get();
        } catch (ZipException | RuntimeException e) {
            throw new ArchiveException(Reason.DAMAGED, "a damaged entry: " + e.getMessage(), e);
        }
    }

    /** To find where an entry's bytes begin, the file's one position is moved; to read them, it is not. */
    private synchronized InputStream stored(ZipArchiveEntry entry) throws IOException {
        return zip.getInputStream(entry);
    }
}
