package org.inceptionnext.data.archive;

import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.inceptionnext.data.archive.ArchiveException.Reason;
import org.jspecify.annotations.Nullable;

/** Entry by entry through a zip's directory. */
final class ZipWalk implements ArchiveWalk {
    private final ZipArchive zip;
    private final Predicate<String> wanted;
    private @Nullable ArchiveItem next;
    private int position;
    private long emptyEntries;

    ZipWalk(ZipArchive zip, Predicate<String> wanted) {
        this.zip = zip;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        while (next == null && position < zip.size()) {
            next = item(position++);
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

    private @Nullable ArchiveItem item(int index) {
        ZipArchiveEntry entry = zip.entry(index);
        String name = EntryNames.plain(entry.getName());
        try {
            if (entry.getSize() == 0) {
                countEmpty();
            }
            if (entry.isDirectory() || entry.isUnixSymlink()) {
                return null;
            }
            if (!wanted.test(name)) {
                return new ArchiveItem.Other(name);
            }
            EntryNames.check(name);
            zip.limits().checkFile(entry.getSize(), entry.getCompressedSize());
            return new ArchiveItem.Stored(name, entry.getSize(), index, () -> zip.open(index));
        } catch (ArchiveException e) {
            return new ArchiveItem.Damaged(name, e);
        }
    }

    private void countEmpty() throws ArchiveException {
        if (++emptyEntries > zip.limits().maxEmptyEntries()) {
            position = zip.size();
            throw new ArchiveException(
                    Reason.TOO_LARGE,
                    "more than " + zip.limits().maxEmptyEntries()
                            + " entries without a byte in them, as no archive of pictures has");
        }
    }

    @Override
    public void close() {
        position = zip.size();
        next = null;
    }
}
