package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.registry.Pin;

/**
 * Files by the SHA-256 of their content, under {@code blobs/sha256/}. A file appears there under its name whole and
 * verified, or not at all; it is verified again each time it is asked for.
 */
final class BlobStore {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final String SHA_256 = "SHA-256";

    private final Path root;

    /** Names the folder; it is made when it is needed, readable by its owner only. */
    BlobStore(Path root) {
        this.root = root;
    }

    /** Returns the file of this content, if it is there and undamaged. */
    Optional<Path> find(Pin sha256) throws IOException {
        Path blob = blob(sha256);
        if (!Files.isRegularFile(blob)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(blob)) {
            MessageDigest digest = sha256();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return hex(digest).equals(sha256.hex()) ? Optional.of(blob) : Optional.empty();
        }
    }

    /**
     * Copies bytes into the store, verifying them on the way.
     *
     * @param in exactly {@code sizeBytes} bytes; not closed
     * @param subject what the bytes are, for messages
     * @throws IntegrityException if size or hash differ; nothing is kept
     */
    Path publish(InputStream in, String subject, long sizeBytes, Pin sha256) throws IOException {
        Path blob = blob(sha256);
        createPrivateDirectories(root.resolve("blobs/sha256"));
        AtomicFile.write(blob, out -> {
            String actual =
                    copy(in, out, new Claim("size in bytes", Long.toString(sizeBytes), subject, sha256.source()));
            if (!actual.equals(sha256.hex())) {
                throw new IntegrityException(new Claim(SHA_256, sha256.hex(), subject, sha256.source()), actual);
            }
        });
        return blob;
    }

    private Path blob(Pin sha256) {
        return root.resolve("blobs/sha256").resolve(sha256.hex());
    }

    /** Returns the hash of what was copied; reads one byte more than expected, so that a longer source shows. */
    private static String copy(InputStream in, FileChannel out, Claim size) throws IOException {
        long expected = Long.parseLong(size.expected());
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK_BYTES];
        long copied = 0;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            copied += n;
            if (copied > expected) {
                throw new IntegrityException(size, "more than that");
            }
            digest.update(chunk, 0, n);
            ByteBuffer data = ByteBuffer.wrap(chunk, 0, n);
            while (data.hasRemaining()) {
                out.write(data);
            }
        }
        if (copied < expected) {
            throw new IntegrityException(size, Long.toString(copied));
        }
        return hex(digest);
    }

    private static void createPrivateDirectories(Path directory) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            FileAttribute<?> ownerOnly =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(directory, ownerOnly);
        } else {
            Files.createDirectories(directory);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(SHA_256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
