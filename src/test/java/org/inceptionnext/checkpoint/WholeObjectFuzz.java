package org.inceptionnext.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Pickles that may name anything: objects stay inert, their modules are walked. */
class WholeObjectFuzz {
    @FuzzTest(maxDuration = "5m")
    void pickle(byte[] pickle) {
        FuzzedFile.read(FuzzedPickle.archive(pickle), OpenOptions.DEFAULTS.withForeignObjects());
    }
}
