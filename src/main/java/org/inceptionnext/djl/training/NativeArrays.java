package org.inceptionnext.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/** Tensors from Java's memory into libtorch's and back. */
public final class NativeArrays {

    private NativeArrays() {}

    /** Returns a copy of an array, float32, float64 or int64. */
    public static Tensor tensor(String name, List<Long> shape, NDArray array) {
        ByteBuffer copy = ByteBuffer.allocate(
                        Math.toIntExact(array.size() * array.getDataType().getNumOfBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        copy.put(array.toByteBuffer()).flip();
        return Tensors.ofBytes(name, dtype(array.getDataType()), shape, copy);
    }

    /**
     * Makes an array in libtorch's own memory.
     *
     * @param tensor its elements; float32 or int64
     * @throws IOException if it cannot be read
     */
    public static NDArray create(NDManager manager, Tensor tensor) throws IOException {
        DataType type = tensor.dtype() == DType.I64 ? DataType.INT64 : DataType.FLOAT32;
        ByteBuffer bytes = Tensors.cast(tensor, type == DataType.INT64 ? DType.I64 : DType.F32)
                .bytes();
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
        direct.put(bytes).flip();
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        // What shares the buffer must not be written to.
        try (NDArray shared = manager.create(direct, new Shape(shape), type)) {
            return shared.duplicate();
        }
    }

    /**
     * Sets the elements of an array.
     *
     * @param tensor as many elements as the array has
     * @throws IOException if it cannot be read
     */
    public static void set(NDArray array, Tensor tensor) throws IOException {
        DType type = dtype(array.getDataType());
        array.set(Tensors.cast(tensor, type).bytes());
    }

    private static DType dtype(DataType type) {
        return switch (type) {
            case FLOAT32 -> DType.F32;
            case FLOAT64 -> DType.F64;
            case INT64 -> DType.I64;
            default -> throw new IllegalArgumentException("an array of " + type);
        };
    }
}
