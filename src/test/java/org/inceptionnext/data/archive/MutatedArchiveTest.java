package org.inceptionnext.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of archives with a few wrong bytes: each ends in entries or in an IOException. */
class MutatedArchiveTest {
    private static final int PER_KIND = 1500;

    @TempDir
    Path folder;

    @Test
    void archivesWithWrongBytesEndInEntriesOrTypedErrors() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.png", new byte[700]);
        files.put("long/".repeat(30) + "b.png", "b".repeat(300).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        files.put("c.png", new byte[] {1, 2, 3});
        byte[] tar = ArchiveForge.tar(files);
        Map<String, byte[]> archives = Map.of(
                "zip",
                ArchiveForge.zip(files),
                "tar",
                tar,
                "gz",
                ArchiveForge.gzip(tar),
                "zst",
                ArchiveForge.zstd(tar));
        archives.forEach((kind, archive) -> {
            Path file = folder.resolve("x." + kind);
            assertThat(FuzzedArchive.read(file, archive)).as(kind).isEqualTo(3);
            Random random = new Random(kind.hashCode());
            for (int i = 0; i < PER_KIND; i++) {
                assertThat(FuzzedArchive.read(file, mutated(archive, random))).isBetween(0, 10);
            }
        });
    }

    private static byte[] mutated(byte[] archive, Random random) {
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(archive.length) : archive.length;
        byte[] bytes = java.util.Arrays.copyOf(archive, length);
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
