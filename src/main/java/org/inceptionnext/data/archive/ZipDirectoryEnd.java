package org.inceptionnext.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import org.inceptionnext.data.archive.ArchiveException.Reason;

/**
 * How large a zip's directory is, found before it is read into memory: by the count that it states, and by the room that it has, in
 * case the count is a lie.
 */
final class ZipDirectoryEnd {
    private static final int SIGNATURE = 0x06054b50;
    private static final int BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 65_535;
    private static final int LOCATOR_BYTES = 20;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int ZIP64_BYTES = 56;
    private static final int ZIP64_SIGNATURE = 0x06064b50;
    private static final long ALL_ONES = 0xffffffffL;

    /** An entry of the directory with a name of forty characters. */
    private static final long TYPICAL_ENTRY_BYTES = 86;

    private ZipDirectoryEnd() {}

    static void check(SeekableByteChannel channel, ArchiveLimits limits) throws IOException {
        long size = channel.size();
        int tailBytes = (int) Math.min(size, BYTES + MAX_COMMENT_BYTES);
        ByteBuffer tail = read(channel, size - tailBytes, tailBytes);
        for (int at = tailBytes - BYTES; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                long end = size - tailBytes + at;
                check(channel, end, tail, at, limits);
                return;
            }
        }
        throw new ArchiveException(Reason.DAMAGED, "a zip without its directory, which stands last; it is cut short");
    }

    private static void check(SeekableByteChannel channel, long end, ByteBuffer tail, int at, ArchiveLimits limits)
            throws IOException {
        long count = tail.getShort(at + 10) & 0xffff;
        long offset = tail.getInt(at + 16) & ALL_ONES;
        long directoryEnd = end;
        if (end >= LOCATOR_BYTES) {
            ByteBuffer locator = read(channel, end - LOCATOR_BYTES, LOCATOR_BYTES);
            if (locator.getInt(0) == LOCATOR_SIGNATURE) {
                long at64 = locator.getLong(8);
                if (at64 < 0 || at64 > end - LOCATOR_BYTES - ZIP64_BYTES) {
                    throw new ArchiveException(Reason.DAMAGED, "a zip whose directory would lie at byte " + at64);
                }
                ByteBuffer end64 = read(channel, at64, ZIP64_BYTES);
                if (end64.getInt(0) == ZIP64_SIGNATURE) {
                    count = end64.getLong(32);
                    offset = end64.getLong(48);
                    directoryEnd = at64;
                }
            }
        }
        long room = directoryEnd - offset;
        if (count < 0 || count > limits.maxZipEntries() || room > limits.maxZipEntries() * TYPICAL_ENTRY_BYTES) {
            throw new ArchiveException(
                    Reason.TOO_LARGE,
                    "a zip of " + count + " entries, whose directory has " + room + " bytes; at most "
                            + limits.maxZipEntries()
                            + " entries are held. Pack them as .tar, which is read as a stream");
        }
    }

    private static ByteBuffer read(SeekableByteChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(from);
        int got = 0;
        while (got >= 0 && buffer.hasRemaining()) {
            got = channel.read(buffer);
        }
        if (got < 0) {
            throw new ArchiveException(Reason.DAMAGED, "the file became shorter while it was read");
        }
        return buffer.flip();
    }
}
