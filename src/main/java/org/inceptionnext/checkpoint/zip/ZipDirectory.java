package org.inceptionnext.checkpoint.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;

/**
 * The central directory of a zip file, as it stands there.
 *
 * <p>Source: PKWARE's APPNOTE.TXT, sections 4.3.12 to 4.3.16 and 4.5.3.
 */
public final class ZipDirectory {
    static final long MAX_32 = 0xffffffffL;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR_64_SIGNATURE = 0x07064b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int EXTRA_ZIP64 = 1;
    private static final int MAX_16 = 0xffff;
    private static final int MAX_COMMENT_BYTES = 0xffff;
    private static final String DOWNLOAD_AGAIN = "download it again";

    /**
     * A record as the central directory declares it.
     *
     * @param offset of this central header in the file
     * @param storedBytes length in the file, {@code sizeBytes} of the content
     * @param localOffset of the local header in the file
     */
    record Header(
            long offset,
            String name,
            int flags,
            int method,
            long crc,
            long storedBytes,
            long sizeBytes,
            long localOffset) {}

    private record Extent(long offset, long sizeBytes, long count, long end) {}

    private final CheckpointFile file;
    private final ReadLimits limits;

    private ZipDirectory(CheckpointFile file, ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** Where the directory begins, and its headers in order. */
    record Listing(long offset, List<Header> headers) {}

    static Listing read(CheckpointFile file, ReadLimits limits) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, limits);
        Extent extent = directory.extent();
        return new Listing(extent.offset(), directory.headers(extent));
    }

    /** Returns whether a file ends with a zip's end record; whatever it begins with, zip readers will read it. */
    public static boolean endsLikeZip(CheckpointFile file) throws IOException {
        return endRecordOffset(file) >= 0;
    }

    /** Returns the position of the last end record whose comment reaches the file's end, -1 if there is none. */
    private static long endRecordOffset(CheckpointFile file) throws IOException {
        int tailBytes = (int) Math.min(file.sizeBytes(), END_BYTES + MAX_COMMENT_BYTES);
        byte[] bytes = new byte[tailBytes];
        ByteBuffer tail = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.read(file.sizeBytes() - tailBytes, tail);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            boolean found = bytes[at] == (byte) END_SIGNATURE
                    && tail.getInt(at) == END_SIGNATURE
                    && (tail.getShort(at + END_BYTES - 2) & MAX_16) == tailBytes - at - END_BYTES;
            if (found) {
                return file.sizeBytes() - tailBytes + at;
            }
        }
        return -1;
    }

    private Extent extent() throws IOException {
        long end = endRecordOffset(file);
        file.verify(
                end >= 0,
                file.sizeBytes(),
                "a zip archive without its end record: it is cut short, or something follows it",
                DOWNLOAD_AGAIN);
        file.verify(
                end == file.sizeBytes() - END_BYTES,
                end,
                "a zip archive with a comment",
                "torch writes none, and something else may hide in it");
        ByteBuffer record = file.bytes(end, END_BYTES);
        verify(record.getInt(4) == 0, end, "an archive of several disks", "one file is expected");
        int count = record.getShort(10) & MAX_16;
        verify(count == (record.getShort(8) & MAX_16), end, "two different counts of entries", DOWNLOAD_AGAIN);
        long sizeBytes = record.getInt(12) & MAX_32;
        long offset = record.getInt(16) & MAX_32;
        Extent extent = has64(end) ? extent64(end) : new Extent(offset, sizeBytes, count, end);
        boolean agree = (count == MAX_16 || count == extent.count())
                && (sizeBytes == MAX_32 || sizeBytes == extent.sizeBytes())
                && (offset == MAX_32 || offset == extent.offset());
        verify(agree, end, "two end records that contradict each other", DOWNLOAD_AGAIN);
        if (!(extent.offset() >= 0
                && extent.sizeBytes() >= 0
                && extent.offset() <= extent.end()
                && extent.sizeBytes() == extent.end() - extent.offset())) {
            throw file.malformed(
                    end,
                    "a central directory that does not reach from byte " + extent.offset() + " to its end record",
                    "nothing may stand before, between or after: " + DOWNLOAD_AGAIN);
        }
        if (!(extent.count() >= 0 && extent.count() <= limits.entries())) {
            throw file.malformed(end, extent.count() + " entries", "at most " + limits.entries() + " are allowed");
        }
        return extent;
    }

    private boolean has64(long end) throws IOException {
        return end >= LOCATOR_64_BYTES + END_64_BYTES
                && file.bytes(end - LOCATOR_64_BYTES, Integer.BYTES).getInt() == LOCATOR_64_SIGNATURE;
    }

    private Extent extent64(long end) throws IOException {
        long locator = end - LOCATOR_64_BYTES;
        long record = locator - END_64_BYTES;
        ByteBuffer found = file.bytes(record, END_64_BYTES);
        verify(
                file.bytes(locator, LOCATOR_64_BYTES).getLong(8) == record && found.getInt(0) == END_64_SIGNATURE,
                locator,
                "a zip64 locator that does not point to the record before it",
                DOWNLOAD_AGAIN);
        long count = found.getLong(32);
        verify(count == found.getLong(24), record, "two different counts of entries", DOWNLOAD_AGAIN);
        return new Extent(found.getLong(48), found.getLong(40), count, record);
    }

    private List<Header> headers(Extent extent) throws IOException {
        List<Header> headers = new ArrayList<>();
        long at = extent.offset();
        while (headers.size() < extent.count()) {
            if (extent.end() - at < CENTRAL_BYTES) {
                throw file.malformed(
                        at,
                        "a central directory of " + headers.size() + " entries",
                        "its end record counts " + extent.count());
            }
            ByteBuffer fixed = file.bytes(at, CENTRAL_BYTES);
            verify(fixed.getInt(0) == CENTRAL_SIGNATURE, at, "no central header", "one is expected here");
            int nameBytes = fixed.getShort(28) & MAX_16;
            int extraBytes = fixed.getShort(30) & MAX_16;
            int commentBytes = fixed.getShort(32) & MAX_16;
            long next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
            verify(next <= extent.end(), at, "a central header that is cut short", DOWNLOAD_AGAIN);
            if (nameBytes > limits.nameBytes()) {
                throw file.malformed(
                        at,
                        "an entry's name of " + nameBytes + " bytes",
                        "at most " + limits.nameBytes() + " are allowed");
            }
            String name = name(at + CENTRAL_BYTES, nameBytes);
            ByteBuffer extra = file.bytes(at + CENTRAL_BYTES + nameBytes, extraBytes);
            headers.add(header(at, name, fixed, extra));
            at = next;
        }
        verify(at == extent.end(), at, "bytes after the last central header", DOWNLOAD_AGAIN);
        return headers;
    }

    private Header header(long at, String name, ByteBuffer fixed, ByteBuffer extra) throws IOException {
        ByteBuffer zip64 = zip64Extra(at, extra);
        long sizeBytes = widened(at, fixed.getInt(24) & MAX_32, zip64);
        long storedBytes = widened(at, fixed.getInt(20) & MAX_32, zip64);
        long localOffset = widened(at, fixed.getInt(42) & MAX_32, zip64);
        if (!(sizeBytes >= 0 && storedBytes >= 0 && localOffset >= 0)) {
            throw file.malformed(
                    at,
                    "entry " + PrintableText.quote(name) + " of " + Long.toUnsignedString(sizeBytes) + " bytes",
                    "that is more than a file can hold");
        }
        return new Header(
                at,
                name,
                fixed.getShort(8) & MAX_16,
                fixed.getShort(10) & MAX_16,
                fixed.getInt(16) & MAX_32,
                storedBytes,
                sizeBytes,
                localOffset);
    }

    private long widened(long at, long value, ByteBuffer zip64) throws IOException {
        if (value != MAX_32) {
            return value;
        }
        verify(zip64.remaining() >= Long.BYTES, at, "a zip64 field that is missing", DOWNLOAD_AGAIN);
        return zip64.getLong();
    }

    /** Returns the content of the zip64 field, empty if there is none. */
    private ByteBuffer zip64Extra(long at, ByteBuffer extra) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(0);
        while (extra.remaining() >= 2 * Short.BYTES) {
            int id = extra.getShort() & MAX_16;
            int length = extra.getShort() & MAX_16;
            verify(length <= extra.remaining(), at, "an extra field that is cut short", DOWNLOAD_AGAIN);
            if (id == EXTRA_ZIP64) {
                verify(!found.hasRemaining(), at, "two zip64 fields", "one is allowed");
                found = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return found;
    }

    private String name(long at, int count) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(file.bytes(at, count))
                    .toString();
        } catch (CharacterCodingException e) {
            throw file.malformed(at, "an entry's name that is not UTF-8", "names must be");
        }
    }

    private void verify(boolean condition, long offset, String found, String advice)
            throws MalformedCheckpointException {
        file.verify(condition, offset, found, advice);
    }
}
