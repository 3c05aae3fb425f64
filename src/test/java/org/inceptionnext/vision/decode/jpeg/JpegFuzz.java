package org.inceptionnext.vision.decode.jpeg;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.inceptionnext.vision.FuzzedPicture;

/** JPEGs of strangers: whole ones through the JDK, those without their last scans through the decoder here. */
class JpegFuzz {
    private static final byte[] SIGNATURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
