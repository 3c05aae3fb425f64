package org.inceptionnext.vision.decode.png;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.inceptionnext.vision.FuzzedPicture;

/** PNGs of strangers, with the checksums made right: else they keep what a fuzzer makes from the decoder. */
class PngFuzz {
    private static final byte[] SIGNATURE = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FRAME_BYTES = 12;

    @FuzzTest(maxDuration = "5m")
    void picture(byte[] bytes) {
        FuzzedPicture.check(SIGNATURE, repaired(bytes.clone()));
    }

    private static byte[] repaired(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int at = SIGNATURE.length;
        while (at <= bytes.length - FRAME_BYTES) {
            int length = file.getInt(at);
            if (length < 0 || length > bytes.length - at - FRAME_BYTES) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, at + 4, length + 4);
            file.putInt(at + 8 + length, (int) crc.getValue());
            at += FRAME_BYTES + length;
        }
        return bytes;
    }
}
