package org.inceptionnext.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.inceptionnext.registry.ReleaseFile;

/** Reads a file once for both hashes: DJL compares SHA-1, this library SHA-256. */
final class HashedFile {
    private static final int CHUNK_BYTES = 1 << 16;

    private HashedFile() {}

    static ReleaseFile of(Path file) throws IOException {
        MessageDigest sha1 = digest("SHA-1");
        MessageDigest sha256 = digest("SHA-256");
        long size = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sha1.update(chunk, 0, n);
                sha256.update(chunk, 0, n);
                size += n;
            }
        }
        HexFormat hex = HexFormat.of();
        return new ReleaseFile(
                file.getFileName().toString(), size, hex.formatHex(sha1.digest()), hex.formatHex(sha256.digest()));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }
}
