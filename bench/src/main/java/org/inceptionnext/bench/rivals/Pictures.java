package org.inceptionnext.bench.rivals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Input for a network: numbers that any language makes with two lines. */
final class Pictures {
    static final int CHANNELS = 3;
    private static final long FACTOR = 2_654_435_761L;
    private static final long MODULUS = 1L << 32;

    private Pictures() {}

    /**
     * Returns a batch of pictures, (batch, 3, size, size), from -2 to 2, as float32 in native memory, of which both DJL and ONNX
     * Runtime make an input without a copy.
     */
    static ByteBuffer of(int batch, int size) {
        int count = batch * CHANNELS * size * size;
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            pixels.putFloat(i * Float.BYTES, (float) (i * FACTOR % MODULUS / (double) MODULUS * 4 - 2));
        }
        return pixels;
    }
}
