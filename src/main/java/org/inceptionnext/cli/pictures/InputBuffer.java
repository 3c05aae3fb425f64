package org.inceptionnext.cli.pictures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The direct buffer of one predictor's input. It is used for one batch after the other: when a batch is put together, the one
 * before was answered. DJL would make a new one for each, a millisecond a picture that the network waits.
 */
final class InputBuffer {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    /**
     * Makes an array that borrows the buffer until the next is made.
     *
     * @param pictures their numbers one after the other, as many as the shape has
     */
    NDArray array(NDManager manager, List<float[]> pictures, Shape shape) {
        int bytes = Math.toIntExact(Math.multiplyExact(shape.size(), Float.BYTES));
        if (buffer.capacity() != bytes) {
            buffer = manager.allocateDirect(bytes);
        }
        FloatBuffer floats = buffer.asFloatBuffer();
        pictures.forEach(floats::put);
        return manager.create(buffer, shape, DataType.FLOAT32);
    }
}
