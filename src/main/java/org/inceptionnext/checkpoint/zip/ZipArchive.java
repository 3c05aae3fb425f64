package org.inceptionnext.checkpoint.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.zip.ZipDirectory.Header;
import org.inceptionnext.text.PrintableText;

/**
 * A zip file, read so strictly that no two readers can see two archives.
 *
 * <p>torch's reader finds names without regard to case and ignores local names; others ignore the central directory, take the
 * first of two records or the last, or skip what stands before and after. Whatever they could see differently is refused.
 * Checksums are not compared when the archive is opened: torch writes wrong ones when it is told to.
 */
public final class ZipArchive {
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int LOCAL_BYTES = 30;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DESCRIPTOR_64_BYTES = 24;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int FLAG_DESCRIPTOR = 1 << 3;
    private static final int FLAG_UTF8 = 1 << 11;
    private static final int FLAGS_DEFLATE_LEVEL = 0b110;
    private static final int MAX_16 = 0xffff;

    /**
     * One record.
     *
     * @param sizeBytes length of the content
     * @param crc as the directory states it
     * @param dataOffset where it begins in the file
     * @param content its bytes, inflated if need be
     */
    public record Entry(String name, long sizeBytes, long crc, long dataOffset, ByteSource content) {}

    private final CheckpointFile file;
    private final ReadLimits limits;
    private final long directoryOffset;
    private final List<Header> headers;

    private ZipArchive(CheckpointFile file, ReadLimits limits, ZipDirectory.Listing listing) {
        this.file = file;
        this.limits = limits;
        this.directoryOffset = listing.offset();
        this.headers = listing.headers();
    }

    /** Returns whether a file starts as a zip archive does. */
    public static boolean looksLike(CheckpointFile file) throws IOException {
        return file.sizeBytes() >= Integer.BYTES && file.bytes(0, Integer.BYTES).getInt() == LOCAL_SIGNATURE;
    }

    /** Reads the directory and checks that its names are safe and different. */
    public static ZipArchive open(CheckpointFile file, ReadLimits limits) throws IOException {
        ZipArchive archive = new ZipArchive(file, limits, ZipDirectory.read(file, limits));
        archive.verifyNames();
        return archive;
    }

    public List<String> names() {
        return headers.stream().map(Header::name).toList();
    }

    /** Checks every record against its local header, and returns those of the one folder by their names in it. */
    public Map<String, Entry> entries() throws IOException {
        String root = root();
        List<Header> byOffset = new ArrayList<>(headers);
        byOffset.sort(Comparator.comparingLong(Header::localOffset));
        Map<String, Entry> located = new HashMap<>();
        long expected = 0;
        for (int i = 0; i < byOffset.size(); i++) {
            Header header = byOffset.get(i);
            if (header.localOffset() != expected) {
                throw file.malformed(
                        header.localOffset(),
                        "entry " + PrintableText.quote(header.name()) + " begins at byte " + header.localOffset(),
                        "it must begin at " + expected + ": records may neither overlap nor leave gaps");
            }
            long limit = i + 1 < byOffset.size() ? byOffset.get(i + 1).localOffset() : directoryOffset;
            Entry entry = locate(header, limit);
            located.put(header.name(), entry);
            expected = limit;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Header header : headers) {
            Entry entry = located.get(header.name());
            if (entry != null && !header.name().endsWith("/")) {
                entries.put(header.name().substring(root.length()), entry);
            }
        }
        return entries;
    }

    private void verifyNames() throws MalformedCheckpointException {
        file.verify(!headers.isEmpty(), directoryOffset, "an empty zip archive", "a checkpoint has entries");
        Map<String, String> seen = new HashMap<>();
        for (Header header : headers) {
            String name = header.name();
            boolean safe = !name.isEmpty()
                    && !name.startsWith("/")
                    && name.indexOf('\\') < 0
                    && name.indexOf('\0') < 0
                    && name.indexOf(':') < 0
                    && !("/" + name + "/").contains("/../")
                    && !("/" + name).contains("/./");
            if (!safe) {
                throw file.malformed(
                        header.offset(),
                        "the entry name " + PrintableText.quote(name),
                        "relative names without '..', backslash, colon or NUL are allowed");
            }
            String earlier = seen.put(name.toLowerCase(Locale.ROOT), name);
            if (earlier != null) {
                throw file.malformed(
                        header.offset(),
                        "entry " + PrintableText.quote(name) + " beside " + PrintableText.quote(earlier),
                        "readers would disagree which of them counts: names must differ, also without regard to case");
            }
        }
    }

    private String root() throws MalformedCheckpointException {
        String first = headers.get(0).name();
        int slash = first.indexOf('/');
        String root = slash < 0 ? "" : first.substring(0, slash + 1);
        for (Header header : headers) {
            if (!(slash >= 0 && header.name().startsWith(root))) {
                throw file.malformed(
                        header.offset(),
                        "entry " + PrintableText.quote(header.name()) + " outside the folder "
                                + PrintableText.quote(root),
                        "all entries of a checkpoint lie in one folder");
            }
        }
        return root;
    }

    private Entry locate(Header header, long limit) throws IOException {
        if (limit - header.localOffset() < LOCAL_BYTES) {
            throw malformed(header, "no room for entry " + PrintableText.quote(header.name()));
        }
        ByteBuffer local = file.bytes(header.localOffset(), LOCAL_BYTES);
        int nameBytes = local.getShort(26) & MAX_16;
        long nameOffset = header.localOffset() + LOCAL_BYTES;
        long dataOffset = nameOffset + nameBytes + (local.getShort(28) & MAX_16);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw malformed(header, "no local header of entry " + PrintableText.quote(header.name()));
        }
        if (dataOffset > limit) {
            throw malformed(header, "entry " + PrintableText.quote(header.name()) + " is cut short");
        }
        byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
        boolean sameName =
                nameBytes == name.length && file.bytes(nameOffset, nameBytes).equals(ByteBuffer.wrap(name));
        if (!sameName) {
            throw malformed(
                    header, "entry " + PrintableText.quote(header.name()) + " has another name in its local header");
        }
        verifyFlags(header, local.getShort(6) & MAX_16);
        verifyFlags(header, header.flags());
        int method = local.getShort(8) & MAX_16;
        if (!(method == header.method() && (method == STORED || method == DEFLATED))) {
            throw malformed(
                    header,
                    "entry " + PrintableText.quote(header.name()) + " of compression method " + header.method()
                            + " (local header: " + method + ")");
        }
        if (!(method == DEFLATED || header.storedBytes() == header.sizeBytes())) {
            throw malformed(
                    header,
                    "entry " + PrintableText.quote(header.name()) + " of " + header.sizeBytes() + " bytes, stored in "
                            + header.storedBytes());
        }
        verifyLocalSizes(header, local);
        verifyEnd(header, dataOffset, limit);
        return new Entry(
                header.name(), header.sizeBytes(), header.crc(), dataOffset, content(header, dataOffset, method));
    }

    private void verifyFlags(Header header, int flags) throws MalformedCheckpointException {
        int allowed = FLAG_DESCRIPTOR | FLAG_UTF8 | FLAGS_DEFLATE_LEVEL;
        if ((flags & ~allowed) != 0) {
            throw malformed(
                    header,
                    "entry " + PrintableText.quote(header.name()) + " with flags 0x" + Integer.toHexString(flags)
                            + ((flags & 1) == 0 ? "" : ": it is encrypted"));
        }
    }

    /** Local sizes are zero where a descriptor follows the data, and may be in a zip64 field; else they must be the same. */
    private void verifyLocalSizes(Header header, ByteBuffer local) throws MalformedCheckpointException {
        long storedBytes = local.getInt(18) & ZipDirectory.MAX_32;
        long sizeBytes = local.getInt(22) & ZipDirectory.MAX_32;
        boolean deferred = (local.getShort(6) & FLAG_DESCRIPTOR) != 0 && storedBytes == 0 && sizeBytes == 0;
        boolean same = (storedBytes == ZipDirectory.MAX_32 || storedBytes == header.storedBytes())
                && (sizeBytes == ZipDirectory.MAX_32 || sizeBytes == header.sizeBytes());
        if (!(deferred || same)) {
            throw malformed(
                    header, "entry " + PrintableText.quote(header.name()) + " has other sizes in its local header");
        }
    }

    /** After the data comes a descriptor or nothing, then the next record. */
    private void verifyEnd(Header header, long dataOffset, long limit) throws IOException {
        long rest = limit - dataOffset - header.storedBytes();
        boolean descriptor = (rest == DESCRIPTOR_BYTES || rest == DESCRIPTOR_64_BYTES)
                && file.bytes(limit - rest, Integer.BYTES).getInt() == DESCRIPTOR_SIGNATURE;
        if (!(rest == 0 || descriptor)) {
            throw malformed(
                    header,
                    "entry " + PrintableText.quote(header.name()) + " of " + header.storedBytes() + " bytes where "
                            + (limit - dataOffset) + " lie before the next one");
        }
    }

    private ByteSource content(Header header, long dataOffset, int method) throws IOException {
        ByteSource stored = file.slice(dataOffset, header.storedBytes());
        if (method == STORED) {
            return stored;
        }
        String found = "entry " + PrintableText.quote(header.name()) + " of " + header.sizeBytes()
                + " bytes, compressed to " + header.storedBytes();
        if (header.sizeBytes() > limits.inflatedBytes()) {
            throw file.malformed(
                    header.localOffset(), found, "at most " + limits.inflatedBytes() + " bytes are inflated");
        }
        if (header.sizeBytes() > (double) limits.inflationRatio() * header.storedBytes()) {
            throw file.malformed(
                    header.localOffset(),
                    found,
                    "at most " + limits.inflationRatio() + " times the compressed length are inflated");
        }
        InflatedSource inflated = new InflatedSource(file, dataOffset, stored, (int) header.sizeBytes());
        inflated.verify();
        return inflated;
    }

    private MalformedCheckpointException malformed(Header header, String found) {
        return file.malformed(
                header.localOffset(),
                found,
                "this is no archive that torch writes; download it again, or save it again with torch.save");
    }
}
