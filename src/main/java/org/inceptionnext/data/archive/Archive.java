package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.inceptionnext.data.archive.ArchiveException.Reason;

/**
 * An archive on disk. Walks and openings may go on at the same time, on many threads; nothing needs to be closed but walks: what an
 * archive holds open is let go of when it is no longer used.
 */
public interface Archive {
    /** Returns what it is. */
    ArchiveKind kind();

    /**
     * Walks through it.
     *
     * @param wanted which names to give as {@link ArchiveItem.Stored}
     * @throws IOException if it cannot be opened
     */
    ArchiveWalk walk(Predicate<String> wanted) throws IOException;

    /** Returns whether {@link #open} works: zip and plain tar. */
    default boolean hasRandomAccess() {
        return kind() == ArchiveKind.ZIP || kind() == ArchiveKind.TAR;
    }

    /**
     * Opens an entry again.
     *
     * @param place as {@link ArchiveItem.Stored#place} said
     * @throws IOException if it cannot be read
     */
    InputStream open(long place) throws IOException;

    /**
     * Returns how many bytes an entry says it has.
     *
     * @param place as {@link ArchiveItem.Stored#place} said
     * @throws IOException if it cannot be read
     */
    long sizeBytes(long place) throws IOException;

    /**
     * Opens an archive of any kind that is read.
     *
     * @throws ArchiveException if it is none, or of another kind
     * @throws IOException if it cannot be read
     */
    static Archive of(Path file) throws IOException {
        return of(file, ArchiveLimits.DEFAULT);
    }

    /**
     * Opens an archive within limits.
     *
     * @throws ArchiveException if it is none, of another kind, or beyond the limits
     * @throws IOException if it cannot be read
     */
    static Archive of(Path file, ArchiveLimits limits) throws IOException {
        try {
            return opened(file, limits);
        } catch (ArchiveException e) {
            throw new ArchiveException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }

    private static Archive opened(Path file, ArchiveLimits limits) throws IOException {
        ArchiveKind kind = ArchiveKind.of(file)
                .orElseThrow(() -> new ArchiveException(
                        Reason.UNSUPPORTED,
                        "no archive that is known here; .zip, .tar, .tar.gz and .tar.zst are read"));
        return switch (kind) {
            case ZIP -> ZipArchive.open(file, limits);
            case TAR, GZIP, ZSTD -> new TarArchive(file, kind, limits);
            default ->
                throw new ArchiveException(
                        Reason.UNSUPPORTED,
                        "a " + kind + " archive, which is not read; pack its files as .zip, .tar, .tar.gz or .tar.zst");
        };
    }
}
