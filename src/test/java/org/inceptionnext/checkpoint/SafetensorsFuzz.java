package org.inceptionnext.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** safetensors files, byte by byte; and headers alone, so that the fuzzer need not count their bytes. */
class SafetensorsFuzz {
    @FuzzTest(maxDuration = "5m")
    void file(byte[] content) {
        boolean headerAlone = content.length > 0 && content[0] == '{';
        FuzzedFile.read(headerAlone ? withLength(content) : content, OpenOptions.DEFAULTS);
    }

    /** The header ends with the last brace; what follows are the tensors. */
    private static byte[] withLength(byte[] content) {
        long headerBytes = 0;
        for (int i = 0; i < content.length; i++) {
            headerBytes = content[i] == '}' ? i + 1 : headerBytes;
        }
        byte[] file = new byte[Long.BYTES + content.length];
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerBytes)
                .put(content);
        return file;
    }
}
