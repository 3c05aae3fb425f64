package org.inceptionnext.vision.decode.gif;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** GIFs of strangers: blocks, palettes and compressed data. */
class GifFuzz {
    private static final byte[] SIGNATURE = "GIF89a".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
