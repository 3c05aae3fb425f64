package org.inceptionnext.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.data.archive.Archive;
import org.inceptionnext.data.archive.ArchiveItem;
import org.inceptionnext.data.archive.ArchiveWalk;
import org.jspecify.annotations.Nullable;

/**
 * A compressed tar as a home. Its pictures can only be met in its own order, and a trainer wants any order: so, the first time one
 * is asked for, all are read into memory, packed as pictures are. Where they do not fit, the answer is an error that says how to
 * pack them instead.
 */
public final class UnpackedHome implements PictureHome {
    private final String name;
    private final Archive archive;
    private final long maxBytes;
    private @Nullable Map<String, byte[]> files;

    /**
     * Reads nothing yet.
     *
     * @param name what the user calls the archive
     * @param archive of any kind
     */
    public UnpackedHome(String name, Archive archive) {
        this(name, archive, Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4));
    }

    UnpackedHome(String name, Archive archive, long maxBytes) {
        this.name = name;
        this.archive = archive;
        this.maxBytes = maxBytes;
    }

    @Override
    public Picture picture(String key, long place) {
        return new Picture(
                name + "/" + key,
                new PictureOrigin.OfEntry(name, key, place),
                () -> new ByteArrayInputStream(bytes(key)));
    }

    @Override
    public long sizeBytes(String key, long place) throws IOException {
        return bytes(key).length;
    }

    private byte[] bytes(String key) throws IOException {
        byte[] bytes = read().get(key);
        if (bytes == null) {
            throw new DataSetException(name, 0, "no entry " + key, "The archive has changed; begin again");
        }
        return bytes;
    }

    private synchronized Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> all = files;
        if (all == null) {
            all = readAll();
            files = all;
        }
        return all;
    }

    private Map<String, byte[]> readAll() throws IOException {
        Map<String, byte[]> all = new HashMap<>();
        long total = 0;
        try (ArchiveWalk walk = archive.walk(PictureNames::isPictureEntry)) {
            while (walk.hasNext()) {
                if (walk.next() instanceof ArchiveItem.Stored stored) {
                    total += stored.sizeBytes();
                    if (total > maxBytes) {
                        throw new DataSetException(
                                name,
                                0,
                                "its pictures have more than " + (maxBytes >> 20)
                                        + " MiB, and a compressed archive can only be read in its own order",
                                "Pack them as .tar or .zip, or unpack them");
                    }
                    try (InputStream in = stored.opener().open()) {
                        all.put(stored.name(), in.readAllBytes());
                    }
                }
            }
        }
        return all;
    }
}
