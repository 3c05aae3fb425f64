package org.inceptionnext.checkpoint.storage;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Bytes in memory. */
public final class HeapSource implements ByteSource {
    private final ByteBuffer bytes;

    public HeapSource(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public long sizeBytes() {
        return bytes.capacity();
    }

    @Override
    public void read(long position, ByteBuffer into) {
        Objects.checkFromIndexSize(position, into.remaining(), bytes.capacity());
        into.put(bytes.slice((int) position, into.remaining()));
    }
}
