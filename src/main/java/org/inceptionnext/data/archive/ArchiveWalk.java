package org.inceptionnext.data.archive;

import java.util.Iterator;

/** One way through an archive, in its own order. Of one thread. */
public interface ArchiveWalk extends Iterator<ArchiveItem>, AutoCloseable {
    /** Lets go of the file, unless entries that were given still need it. */
    @Override
    void close();
}
