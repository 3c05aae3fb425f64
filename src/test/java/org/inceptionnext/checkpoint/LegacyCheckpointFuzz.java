package org.inceptionnext.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Files of torch.save before 1.6, byte by byte. */
class LegacyCheckpointFuzz {
    @FuzzTest(maxDuration = "5m")
    void file(byte[] file) {
        FuzzedFile.read(file, OpenOptions.DEFAULTS);
    }
}
