package org.inceptionnext.checkpoint;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Bytes in memory. */
final class HeapSource implements ByteSource {
    private final ByteBuffer bytes;

    HeapSource(ByteBuffer bytes) {
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
