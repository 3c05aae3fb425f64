package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that are read where they lie, in any order, by any number of threads. */
public interface ByteSource {

    long sizeBytes();

    /**
     * Fills the buffer with the bytes from {@code position} on.
     *
     * @throws IndexOutOfBoundsException if the source has fewer
     */
    void read(long position, ByteBuffer into) throws IOException;
}
