package org.inceptionnext.vision.decode.ico;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** Icons of strangers: lists, and bitmaps and PNGs within. */
class IcoFuzz {
    private static final byte[] SIGNATURE = "\0\0\u0001\0".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
