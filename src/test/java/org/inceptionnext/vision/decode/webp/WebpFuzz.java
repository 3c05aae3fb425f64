package org.inceptionnext.vision.decode.webp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.FuzzedPicture;

/** WebP files of strangers: our own walk through the container, and libwebp behind it. */
class WebpFuzz {
    private static final int HEADER_BYTES = 12;

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(Math.max(bytes.length, HEADER_BYTES) - 8)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .array();
        FuzzedPicture.check(header, bytes);
    }
}
