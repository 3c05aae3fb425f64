package org.inceptionnext.data.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.inceptionnext.data.archive.ArchiveException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Header by header through a tar, in constant memory. The fields of a header are Commons Compress's; the walk is ours, because
 * theirs ends at the first damaged header, reads a long name of any length into memory and does not say where an entry lies.
 */
final class TarWalk implements ArchiveWalk {
    private final TarArchive archive;
    private final TarInput input;
    private final Predicate<String> wanted;
    private TarExtension extension = new TarExtension();
    private @Nullable ArchiveItem next;
    private @Nullable TarHeader found;
    private boolean isEnded;
    private boolean sawHeader;
    private long emptyEntries;
    private long pendingSkip;

    TarWalk(TarArchive archive, TarInput input, Predicate<String> wanted) {
        this.archive = archive;
        this.input = input;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !isEnded) {
            try {
                next = step();
            } catch (ArchiveException e) {
                next = end(e);
            } catch (IOException | RuntimeException e) {
                // Decoders of strangers' streams answer damage with either.
                next = end(new ArchiveException(
                        Reason.DAMAGED, "damaged, and what follows is lost: " + e.getMessage(), e));
            }
        }
        return next != null;
    }

    @Override
    public ArchiveItem next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        ArchiveItem result = next;
        next = null;
        return result;
    }

    private ArchiveItem end(ArchiveException why) {
        isEnded = true;
        return new ArchiveItem.Damaged("", why);
    }

    private @Nullable ArchiveItem step() throws IOException {
        TarHeader afterDamage = found;
        if (afterDamage != null) {
            found = null;
            return entry(afterDamage);
        }
        if (!input.skip(pendingSkip)) {
            pendingSkip = 0;
            return end(cutShort());
        }
        pendingSkip = 0;
        byte[] block = input.read(TarHeader.BYTES);
        if (block.length == 0 || (block.length == TarHeader.BYTES && TarHeader.isEnd(block))) {
            isEnded = true;
            return sawHeader ? null : end(noTar());
        }
        if (block.length < TarHeader.BYTES) {
            return end(sawHeader ? cutShort() : noTar());
        }
        if (!TarHeader.isHeader(block)) {
            return sawHeader ? findNextHeader() : end(noTar());
        }
        sawHeader = true;
        return entry(TarHeader.of(block));
    }

    /** Goes on block by block behind a header that is none. */
    private ArchiveItem findNextHeader() throws IOException {
        extension = new TarExtension();
        long from = input.position() - TarHeader.BYTES;
        for (byte[] block = input.read(TarHeader.BYTES);
                block.length == TarHeader.BYTES;
                block = input.read(TarHeader.BYTES)) {
            if (TarHeader.isHeader(block)) {
                found = TarHeader.of(block);
                long to = input.position() - TarHeader.BYTES;
                return new ArchiveItem.Damaged(
                        "",
                        new ArchiveException(
                                Reason.DAMAGED, "a damaged header at byte " + from + "; read on at byte " + to));
            }
        }
        return end(new ArchiveException(
                Reason.DAMAGED, "a damaged header at byte " + from + ", and no other one behind it"));
    }

    private @Nullable ArchiveItem entry(TarHeader stored) throws IOException {
        if (stored.isExtension()) {
            readExtension(stored);
            return null;
        }
        TarHeader header = extension.apply(stored);
        extension = new TarExtension();
        String name = EntryNames.plain(header.name());
        long size = header.sizeBytes();
        if (size < 0 || size > input.remaining()) {
            return end(new ArchiveException(
                    size > archive.limits().maxFileBytes() ? Reason.TOO_LARGE : Reason.DAMAGED,
                    name + " claims " + size + " bytes, and the archive has " + input.remaining() + " more"));
        }
        pendingSkip = padded(size);
        countEmpty(size);
        if (!header.isFile()) {
            return header.type() == TarConstants.LF_GNUTYPE_SPARSE && wanted.test(name)
                    ? new ArchiveItem.Damaged(
                            name, new ArchiveException(Reason.UNSUPPORTED, "a sparse entry; pack it without --sparse"))
                    : null;
        }
        if (!wanted.test(name)) {
            return new ArchiveItem.Other(name);
        }
        return file(name, size, stored.sizeBytes());
    }

    private ArchiveItem file(String name, long size, long headerSize) throws IOException {
        try {
            EntryNames.check(name);
            archive.limits().checkFile(size, -1);
            if (size != headerSize && input.isFile()) {
                throw new ArchiveException(Reason.DAMAGED, "two headers that differ in the entry's size");
            }
        } catch (ArchiveException e) {
            return new ArchiveItem.Damaged(name, e);
        }
        if (input.isFile()) {
            long place = input.position() - TarHeader.BYTES;
            return new ArchiveItem.Stored(name, size, place, () -> archive.open(place));
        }
        byte[] bytes = input.read((int) size);
        if (bytes.length < size) {
            isEnded = true;
            return new ArchiveItem.Damaged(name, cutShort());
        }
        pendingSkip -= size;
        return new ArchiveItem.Stored(name, size, -1, () -> new ByteArrayInputStream(bytes));
    }

    private void readExtension(TarHeader header) throws IOException {
        if (header.sizeBytes() < 0 || header.sizeBytes() > TarExtension.MAX_BYTES) {
            throw new ArchiveException(
                    Reason.TOO_LARGE, "an extended header that claims " + header.sizeBytes() + " bytes");
        }
        byte[] content = input.read((int) header.sizeBytes());
        pendingSkip = padded(header.sizeBytes()) - content.length;
        try {
            extension.add(header.type(), content);
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(Reason.DAMAGED, "an extended header that makes no sense: " + e.getMessage(), e);
        }
    }

    private void countEmpty(long size) throws ArchiveException {
        emptyEntries += size == 0 ? 1 : 0;
        if (emptyEntries > archive.limits().maxEmptyEntries()) {
            throw new ArchiveException(
                    Reason.TOO_LARGE,
                    "more than " + archive.limits().maxEmptyEntries()
                            + " entries without a byte in them, as no archive of pictures has");
        }
    }

    private static long padded(long size) {
        return Math.addExact(size, -size & (TarHeader.BYTES - 1));
    }

    private static ArchiveException cutShort() {
        return new ArchiveException(Reason.DAMAGED, "the archive is cut short; fetch or pack it again");
    }

    private ArchiveException noTar() {
        String where = archive.kind() == ArchiveKind.TAR ? "" : "unpacked, ";
        return new ArchiveException(Reason.UNSUPPORTED, where + "it is no tar archive");
    }

    @Override
    public void close() {
        isEnded = true;
        next = null;
        try {
            input.close();
        } catch (IOException e) {
            // Nothing is written; what could be read was read.
            return;
        }
    }
}
