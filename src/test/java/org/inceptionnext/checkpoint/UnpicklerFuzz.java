package org.inceptionnext.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Pickles that may name only what a state dict or a known object needs. */
class UnpicklerFuzz {
    @FuzzTest(maxDuration = "5m")
    void pickle(byte[] pickle) {
        FuzzedFile.read(FuzzedPickle.archive(pickle), OpenOptions.DEFAULTS);
    }
}
