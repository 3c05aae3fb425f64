package org.inceptionnext.data.archive;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The bytes of a tar from its beginning, and how far they are. Of one thread. */
final class TarInput implements Closeable {
    private static final int SKIP_BUFFER_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 14;

    private final @Nullable FileChannel channel;
    private InputStream in;
    private long position;

    private TarInput(InputStream in, @Nullable FileChannel channel) {
        this.in = in;
        this.channel = channel;
    }

    static TarInput ofFile(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new TarInput(buffered(channel), channel);
    }

    static TarInput ofStream(InputStream in) {
        return new TarInput(in, null);
    }

    private static InputStream buffered(FileChannel channel) {
        return new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    }

    /** Returns whether entries can be found again by their position. */
    boolean isFile() {
        return channel != null;
    }

    long position() {
        return position;
    }

    /** Returns how many bytes are left, or {@link Long#MAX_VALUE} where only reading would tell. */
    long remaining() throws IOException {
        return channel == null ? Long.MAX_VALUE : channel.size() - position;
    }

    /** Reads what is there, up to so many bytes. */
    byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        position += bytes.length;
        return bytes;
    }

    /** Goes on by so many bytes; returns false where the end comes first. */
    boolean skip(long count) throws IOException {
        FileChannel file = channel;
        if (file != null && count > BUFFER_BYTES) {
            boolean isThere = count <= remaining();
            position = isThere ? position + count : file.size();
            file.position(position);
            in = buffered(file);
            return isThere;
        }
        long left = count;
        while (left > 0) {
            int read = in.readNBytes((int) Math.min(left, SKIP_BUFFER_BYTES)).length;
            if (read == 0) {
                return false;
            }
            left -= read;
            position += read;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
