package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A named tensor whose elements are read only when asked for.
 *
 * <p>Elements are always delivered contiguous, row-major and little-endian, whatever strides, offsets, byte order or
 * shared storage the source has. A tensor may be read any number of times, by any number of threads, while its source is
 * open.
 */
public interface Tensor {

    /** Returns the name as it stands in the source; it may be empty. */
    String name();

    /** Returns the type of the elements. */
    DType dtype();

    /** Returns the sizes of the dimensions, outermost first; empty for a single number. */
    List<Long> shape();

    /** Returns the number of elements: 1 for a single number, 0 if any dimension is 0. */
    default long elementCount() {
        long count = 1;
        for (long size : shape()) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** Returns the number of bytes that {@link #writeTo} delivers. */
    default long sizeBytes() {
        return dtype().isPacked()
                ? Math.multiplyExact(elementCount(), dtype().bits()) / Byte.SIZE
                : Math.multiplyExact(elementCount(), dtype().sizeBytes());
    }

    /**
     * Writes all elements, contiguous, row-major, little-endian.
     *
     * @param out receives exactly {@link #sizeBytes()} bytes
     * @throws IOException if the source cannot be read or {@code out} cannot be written
     */
    void writeTo(WritableByteChannel out) throws IOException;

    /**
     * Returns all elements as bytes, contiguous, row-major, little-endian.
     *
     * @return a fresh heap buffer in little-endian order, from position 0 to its limit
     * @throws IOException if the source cannot be read
     * @throws OutOfMemoryError if the tensor is larger than a Java array can be
     */
    ByteBuffer bytes() throws IOException;

    /**
     * Returns the elements as 32-bit floats, in a fresh array: F64 rounded to nearest even, narrower floats widened exactly.
     *
     * @throws IOException if the source cannot be read
     * @throws IllegalStateException if {@link #dtype()} is not a floating-point type
     */
    float[] floats() throws IOException;
}
