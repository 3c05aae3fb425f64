package org.inceptionnext.data.archive;

/**
 * What an archive may cost. Pictures are compressed already, so an honest archive of them is hardly smaller than what is in it.
 *
 * @param maxFileBytes the largest file that is read from it
 * @param maxEmptyEntries how many entries without a byte are passed by
 * @param maxZipEntries how many entries a zip may have: its whole directory is held in memory
 * @param freeBytes how much may be unpacked before the ratio counts
 * @param maxRatio how many times its packed size a file, or a whole stream, may have
 */
public record ArchiveLimits(
        long maxFileBytes, long maxEmptyEntries, long maxZipEntries, long freeBytes, long maxRatio) {
    /** What is used where nothing else is said: 256 MiB a file, 100,000 empty entries, 500,000 in a zip, 200 times. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(256L << 20, 100_000, 500_000, 1L << 30, 200);

    /** What one file may have before its own ratio counts. */
    static final long FREE_FILE_BYTES = 16L << 20;

    void checkFile(long sizeBytes, long packedBytes) throws ArchiveException {
        if (sizeBytes > maxFileBytes) {
            throw new ArchiveException(
                    ArchiveException.Reason.TOO_LARGE,
                    "an entry that claims " + sizeBytes + " bytes; a picture has " + maxFileBytes + " at most");
        }
        if (packedBytes >= 0 && sizeBytes > FREE_FILE_BYTES && sizeBytes / maxRatio > packedBytes) {
            throw new ArchiveException(
                    ArchiveException.Reason.TOO_LARGE,
                    "an entry that unpacks " + packedBytes + " bytes to " + sizeBytes + ", as no picture does");
        }
    }
}
