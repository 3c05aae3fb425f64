package org.inceptionnext.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Archives of torch.save since 1.6, byte by byte. */
class ZipCheckpointFuzz {
    @FuzzTest(maxDuration = "5m")
    void archive(byte[] file) {
        FuzzedFile.read(file, OpenOptions.DEFAULTS);
    }
}
