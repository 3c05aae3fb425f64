package org.inceptionnext.train.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Float32 numbers in native memory that the engine reads where they are. Of a {@link FloatBuffer} DJL makes a copy instead, which is there
 * until Java's collector finds it.
 */
public final class DirectFloats {
    private final ByteBuffer bytes;

    private DirectFloats(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Returns this many zeros. */
    public static DirectFloats allocate(int count) {
        return new DirectFloats(ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, count))
                .order(ByteOrder.nativeOrder()));
    }

    /** Returns how many there are. */
    public int count() {
        return bytes.capacity() / Float.BYTES;
    }

    /** Returns the first of these numbers, in the same memory. */
    public DirectFloats first(int count) {
        return count == count()
                ? this
                : new DirectFloats(
                        bytes.slice(0, Math.multiplyExact(Float.BYTES, count)).order(bytes.order()));
    }

    /** Returns all of them, to be read and written. */
    public FloatBuffer floats() {
        return bytes.duplicate().order(bytes.order()).asFloatBuffer();
    }

    /** Returns an array over this memory, to be closed before the memory is written again. */
    public NDArray array(NDManager manager, Shape shape) {
        return manager.create(bytes.duplicate().order(bytes.order()), shape, DataType.FLOAT32);
    }
}
