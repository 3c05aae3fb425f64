package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What an archive is, by its first bytes and never by its name. */
public enum ArchiveKind {
    /** Zip, with random access. */
    ZIP("zip", true),
    /** Plain tar, with random access. */
    TAR("tar", true),
    /** A gzip stream, which must hold a tar. */
    GZIP("tar.gz", true),
    /** A Zstandard stream, which must hold a tar. */
    ZSTD("tar.zst", true),
    /** Known by name, not read. */
    BZIP2("bzip2", false),
    /** Known by name, not read. */
    XZ("xz", false),
    /** Known by name, not read. */
    SEVEN_ZIP("7z", false),
    /** Known by name, not read. */
    RAR("rar", false);

    /** How much {@link #of(byte[], int)} needs to see of a file: a tar header. */
    static final int HEAD_BYTES = 512;

    private final String title;
    private final boolean isRead;

    ArchiveKind(String title, boolean isRead) {
        this.title = title;
        this.isRead = isRead;
    }

    /** Returns whether archives of this kind are read. */
    public boolean isRead() {
        return isRead;
    }

    /**
     * Recognises a file.
     *
     * @return empty where it is no archive
     * @throws IOException if it cannot be read
     */
    public static Optional<ArchiveKind> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(HEAD_BYTES);
            return of(head, head.length);
        }
    }

    static Optional<ArchiveKind> of(byte[] head, int length) {
        if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
            return Optional.of(ZIP);
        }
        if (starts(head, 0x1f, 0x8b)) {
            return Optional.of(GZIP);
        }
        if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(ZSTD);
        }
        if (starts(head, 'B', 'Z', 'h')) {
            return Optional.of(BZIP2);
        }
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Optional.of(XZ);
        }
        if (starts(head, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c)) {
            return Optional.of(SEVEN_ZIP);
        }
        if (starts(head, 'R', 'a', 'r', '!', 0x1a, 7)) {
            return Optional.of(RAR);
        }
        return length == HEAD_BYTES && TarHeader.isHeader(head) ? Optional.of(TAR) : Optional.empty();
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return title;
    }
}
