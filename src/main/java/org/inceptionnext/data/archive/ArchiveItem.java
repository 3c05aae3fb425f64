package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;

/** What a walk through an archive meets. */
public sealed interface ArchiveItem {
    /** Returns the entry's name as the archive spells it. */
    String name();

    /** Opens an entry's bytes. */
    @FunctionalInterface
    interface Opener {
        /**
         * Returns the bytes from their beginning; damage shows while they are read.
         *
         * @throws IOException if they cannot be reached
         */
        InputStream open() throws IOException;
    }

    /**
     * A file that was asked for.
     *
     * @param sizeBytes how many bytes it says it has
     * @param place where {@link Archive#open} finds it again, -1 where the archive can only be read from its beginning
     * @param opener its bytes
     */
    record Stored(String name, long sizeBytes, long place, Opener opener) implements ArchiveItem {}

    /** A file that was not asked for. */
    record Other(String name) implements ArchiveItem {}

    /** An entry, or a piece of the archive, that cannot be used. What follows it, if anything does, can. */
    record Damaged(String name, ArchiveException why) implements ArchiveItem {}
}
