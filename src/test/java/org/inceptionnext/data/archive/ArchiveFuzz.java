package org.inceptionnext.data.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Archives, byte by byte. */
class ArchiveFuzz {
    @FuzzTest(maxDuration = "5m")
    void file(byte[] content) throws IOException {
        Path file = Files.createTempFile("archive", ".bin");
        try {
            FuzzedArchive.read(file, content);
        } finally {
            Files.delete(file);
        }
    }
}
