package org.inceptionnext.checkpoint.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.inceptionnext.checkpoint.MalformedCheckpointException;

/** The file under one handle: opened once, so that what was checked is what is read. */
public final class CheckpointFile implements ByteSource, Closeable {
    private static final int WINDOW_BYTES = 1 << 12;
    /** Of stat(2): the bits of a mode that say what kind of file it is, and two of the kinds. */
    private static final int MODE_TYPE = 0170000;

    private static final int MODE_PIPE = 0010000;
    private static final int MODE_SOCKET = 0140000;

    private final Path path;
    private final FileChannel channel;
    private final long sizeBytes;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;

    /** Opens a file. What a pipe gives is copied to a temporary file first, which goes with this object. */
    public CheckpointFile(Path path) throws IOException {
        this.path = path;
        this.channel = isPipe(path) ? copy(path) : FileChannel.open(path, StandardOpenOption.READ);
        this.sizeBytes = channel.size();
    }

    private static boolean isPipe(Path path) throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        int type = (Integer) Files.getAttribute(path, "unix:mode") & MODE_TYPE;
        return type == MODE_PIPE || type == MODE_SOCKET;
    }

    private static FileChannel copy(Path pipe) throws IOException {
        Path temporary = Files.createTempFile("inceptionnext-", ".pipe");
        FileChannel copy = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream in = Files.newInputStream(pipe)) {
            in.transferTo(Channels.newOutputStream(copy));
            return copy;
        } catch (Throwable e) {
            copy.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
        Objects.checkFromIndexSize(position, into.remaining(), sizeBytes);
        long next = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, next);
            if (count < 0) {
                throw malformed(next, "the file ends here, though it was longer when it was opened", "open it again");
            }
            next += count;
        }
    }

    /** Returns so many bytes from a position on, little-endian. Headers lie side by side: one read serves several. */
    public synchronized ByteBuffer bytes(long position, int count) throws IOException {
        Objects.checkFromIndexSize(position, count, sizeBytes);
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        if (count > window.capacity()) {
            read(position, buffer);
            return buffer.flip();
        }
        if (position < windowStart || position + count > windowStart + window.limit()) {
            // Of no position, should the read fail.
            windowStart = sizeBytes;
            window.clear().limit((int) Math.min(window.capacity(), sizeBytes - position));
            read(position, window);
            windowStart = position;
        }
        window.get((int) (position - windowStart), buffer.array());
        return buffer;
    }

    /** Returns a part of the file, which must lie within it. */
    public ByteSource slice(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, sizeBytes);
        return new Slice(offset, length);
    }

    /** Offsets that a file declares may lie beyond its end: then its end is where the fault is. */
    public MalformedCheckpointException malformed(long offset, String found, String advice) {
        return new MalformedCheckpointException(path, Math.min(offset, sizeBytes), found, advice);
    }

    public MalformedCheckpointException malformed(String found, String advice) {
        return new MalformedCheckpointException(path, found, advice);
    }

    /** For constant texts: what has to be put together is put together only when it is thrown, since most checks hold. */
    public void verify(boolean condition, long offset, String found, String advice)
            throws MalformedCheckpointException {
        if (!condition) {
            throw malformed(offset, found, advice);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Slice implements ByteSource {
        private final long offset;
        private final long length;

        Slice(long offset, long length) {
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long sizeBytes() {
            return length;
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            Objects.checkFromIndexSize(position, into.remaining(), length);
            CheckpointFile.this.read(offset + position, into);
        }
    }
}
