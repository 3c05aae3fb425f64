package org.inceptionnext.data;

import java.io.IOException;
import org.inceptionnext.data.archive.Archive;

/**
 * A zip or a plain tar as a home.
 *
 * @param name what the user calls the archive
 * @param archive with random access
 */
public record ArchiveHome(String name, Archive archive) implements PictureHome {
    /**
     * Checks that entries can be found again.
     *
     * @throws IllegalArgumentException if the archive can only be read from its beginning
     */
    public ArchiveHome {
        if (!archive.hasRandomAccess()) {
            throw new IllegalArgumentException("a " + archive.kind() + " can only be read from its beginning");
        }
    }

    @Override
    public Picture picture(String key, long place) {
        return new Picture(name + "/" + key, new PictureOrigin.OfEntry(name, key, place), () -> archive.open(place));
    }

    @Override
    public long sizeBytes(String key, long place) throws IOException {
        return archive.sizeBytes(place);
    }
}
