package org.inceptionnext.vision.decode.bmp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** Bitmaps of strangers: headers, palettes, masks and run-length data. */
class BmpFuzz {
    private static final byte[] SIGNATURE = "BM".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
