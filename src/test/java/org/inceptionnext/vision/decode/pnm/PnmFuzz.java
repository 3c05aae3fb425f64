package org.inceptionnext.vision.decode.pnm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** PNMs of strangers: headers and numbers in text. */
class PnmFuzz {
    private static final byte[] SIGNATURE = "P".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
