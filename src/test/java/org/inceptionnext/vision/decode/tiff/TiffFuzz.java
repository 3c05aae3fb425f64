package org.inceptionnext.vision.decode.tiff;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** TIFFs of strangers, little-endian, through TwelveMonkeys. */
class TiffFuzz {
    private static final byte[] SIGNATURE = "II*\0".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, bytes);
    }
}
