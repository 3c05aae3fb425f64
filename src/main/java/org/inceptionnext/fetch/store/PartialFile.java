package org.inceptionnext.fetch.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.Sha256;

/**
 * A file that is being received, hashed as it is written. Beside it stands the validator (the strong ETag) of the answer
 * that the bytes came from: without one, bytes of an earlier start are never continued.
 */
public final class PartialFile implements Closeable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path data;
    private final Path validatorFile;
    private final FileChannel channel;
    private MessageDigest digest = Sha256.start();
    private String validator = "";
    private long size;
    private boolean continued;

    private PartialFile(Path data, Path validatorFile, FileChannel channel) {
        this.data = data;
        this.validatorFile = validatorFile;
        this.channel = channel;
    }

    /** Opens the file with what an earlier start left there. A symbolic link in its place is not followed. */
    public static PartialFile open(Path data) throws IOException {
        Path validatorFile = data.resolveSibling(data.getFileName() + ".etag");
        FileChannel channel = FileChannel.open(
                data,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        PartialFile partial = new PartialFile(data, validatorFile, channel);
        try {
            partial.recall();
            return partial;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private void recall() throws IOException {
        if (!Files.isRegularFile(validatorFile, LinkOption.NOFOLLOW_LINKS)) {
            restart("");
            return;
        }
        validator = Files.readString(validatorFile);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (channel.read(chunk.clear()) >= 0) {
            digest.update(chunk.flip());
        }
        size = channel.position();
        continued = size > 0;
    }

    public Path path() {
        return data;
    }

    public long sizeBytes() {
        return size;
    }

    /** Returns the strong ETag of what is there, or nothing if it cannot be continued. */
    public String validator() {
        return validator;
    }

    /** Returns whether the bytes are of more than one answer, so that a wrong hash may be the seam's fault. */
    public boolean isContinued() {
        return continued;
    }

    /**
     * Begins anew.
     *
     * @param newValidator the strong ETag of the answer that follows, or nothing
     */
    public void restart(String newValidator) throws IOException {
        // First the bytes, then the validator: a crash between the two must not marry new ETag and old bytes.
        channel.truncate(0).position(0);
        digest = Sha256.start();
        size = 0;
        continued = false;
        validator = newValidator;
        if (newValidator.isEmpty()) {
            Files.deleteIfExists(validatorFile);
        } else {
            AtomicFile.write(
                    validatorFile, out -> out.write(ByteBuffer.wrap(newValidator.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Says that the next bytes are of another answer than those before. */
    public void proceed() {
        continued = true;
    }

    public void append(ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
        }
    }

    /** Makes the bytes durable and returns their SHA-256. */
    public String finish() throws IOException {
        channel.force(true);
        return Sha256.hex(digest);
    }

    /** Closes and removes the file. */
    public void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(data);
        Files.deleteIfExists(validatorFile);
    }

    /** Closes the file, which stays to be continued. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Removes the validator of a file that was moved away. */
    void forget() throws IOException {
        Files.deleteIfExists(validatorFile);
    }
}
