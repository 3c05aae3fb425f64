package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A source from its first byte to its last, as a stream. */
public final class SourceInputStream extends InputStream {
    private final ByteSource source;
    private long position;

    public SourceInputStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = (int) Math.min(length, source.sizeBytes() - position);
        if (count == 0 && length > 0) {
            return -1;
        }
        source.read(position, ByteBuffer.wrap(into, offset, count));
        position += count;
        return count;
    }
}
