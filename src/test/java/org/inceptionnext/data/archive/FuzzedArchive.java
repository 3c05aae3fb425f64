package org.inceptionnext.data.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Walks an archive that a fuzzer made and reads whatever it offers; only {@link IOException} may come of it. */
final class FuzzedArchive {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(1 << 20, 1000, 1000, 1 << 22, 200);

    private FuzzedArchive() {}

    /** Returns how many entries could be read. */
    static int read(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int read = 0;
        try (ArchiveWalk walk = Archive.of(file, LIMITS).walk(name -> true)) {
            while (walk.hasNext()) {
                if (walk.next() instanceof ArchiveItem.Stored stored) {
                    read += isReadable(stored) ? 1 : 0;
                }
            }
        } catch (IOException e) {
            return read;
        }
        return read;
    }

    private static boolean isReadable(ArchiveItem.Stored stored) {
        try (InputStream in = stored.opener().open()) {
            return in.readNBytes(1 << 20).length <= 1 << 20;
        } catch (IOException e) {
            return false;
        }
    }
}
