package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.storage.StoredTensor;
import org.inceptionnext.text.PrintableText;

/** Makes tensors that are in memory, and tensors with another name. */
public final class Tensors {
    /** So many are written at a time. */
    private static final int CHUNK_NUMBERS = 1 << 15;

    private Tensors() {}

    /**
     * Returns an F32 tensor.
     *
     * @param values all elements, row-major; copied
     * @throws IllegalArgumentException if the shape is for another number of elements
     */
    public static Tensor ofFloats(String name, List<Long> shape, float[] values) {
        ByteBuffer data = allocate(Math.multiplyExact(values.length, Float.BYTES));
        data.asFloatBuffer().put(values);
        return new InMemoryTensor(name, DType.F32, shape, data);
    }

    /**
     * Returns an I64 tensor.
     *
     * @param values all elements, row-major; copied
     * @throws IllegalArgumentException if the shape is for another number of elements
     */
    public static Tensor ofLongs(String name, List<Long> shape, long[] values) {
        ByteBuffer data = allocate(Math.multiplyExact(values.length, Long.BYTES));
        data.asLongBuffer().put(values);
        return new InMemoryTensor(name, DType.I64, shape, data);
    }

    /**
     * Returns a tensor of any type.
     *
     * @param data all elements, contiguous, row-major, little-endian, from the buffer's position to its limit; copied
     * @throws IllegalArgumentException if shape and type are for another number of bytes
     */
    public static Tensor ofBytes(String name, DType dtype, List<Long> shape, ByteBuffer data) {
        ByteBuffer copy = allocate(data.remaining());
        copy.put(data.duplicate()).flip();
        return new InMemoryTensor(name, dtype, shape, copy);
    }

    /**
     * Returns a tensor whose elements are made anew each time they are read, and held by nothing in between.
     *
     * @param source returns a tensor of this type and shape, with the same elements each time
     */
    public static Tensor onDemand(String name, DType dtype, List<Long> shape, Supplier<Tensor> source) {
        return new OnDemandTensor(name, dtype, shape, source);
    }

    /** Returns the same tensor under another name. */
    public static Tensor renamed(Tensor tensor, String name) {
        return tensor.name().equals(name) ? tensor : new RelabelledTensor(tensor, name, tensor.shape());
    }

    /**
     * Returns the same elements, row-major, in another shape.
     *
     * @throws IllegalArgumentException if that shape has another number of elements
     */
    public static Tensor reshaped(Tensor tensor, List<Long> shape) {
        long count = shape.stream().reduce(1L, Math::multiplyExact);
        if (count != tensor.elementCount()) {
            throw new IllegalArgumentException("shape " + shape + " has not the " + tensor.elementCount()
                    + " elements of " + PrintableText.quote(tensor.name()));
        }
        return new RelabelledTensor(tensor, tensor.name(), List.copyOf(shape));
    }

    /**
     * Returns a floating-point tensor with its elements rounded to another type, half to even, as torch's {@code to} does:
     * beyond the range of F16 they become infinite, a NaN stays one. Nothing is computed before elements are read.
     *
     * @param dtype F32, F16 or BF16
     * @throws IllegalArgumentException if {@code dtype} is another, or the tensor has no floating-point elements
     */
    public static Tensor cast(Tensor tensor, DType dtype) {
        if (tensor.dtype() == dtype) {
            return tensor;
        }
        boolean castable = dtype == DType.F32 || dtype == DType.F16 || dtype == DType.BF16;
        if (!castable || !tensor.dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "cannot cast " + PrintableText.quote(tensor.name()) + " from " + tensor.dtype() + " to " + dtype);
        }
        return new CastTensor(tensor, dtype);
    }

    /**
     * Returns what two tensors have in common that are the same elements of one file, in the same order, under two names
     * (tied weights): equal for those, and different for others.
     */
    public static Object identity(Tensor tensor) {
        Tensor original = tensor instanceof RelabelledTensor relabelled ? relabelled.tensor() : tensor;
        return original instanceof StoredTensor stored ? List.of(stored.view(), tensor.shape()) : original;
    }

    private static ByteBuffer allocate(int sizeBytes) {
        return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns a tensor's {@link Tensor#floats} of its {@link Tensor#bytes}. */
    public static float[] widen(Tensor tensor) throws IOException {
        float[] values = room(tensor);
        FloatBits.widen(tensor.dtype(), tensor.bytes(), values);
        return values;
    }

    /**
     * Returns an array for all of a tensor's elements.
     *
     * @throws IllegalStateException if they are no floating-point numbers
     */
    public static float[] room(Tensor tensor) {
        if (!tensor.dtype().isFloatingPoint()) {
            throw new IllegalStateException("tensor " + PrintableText.quote(tensor.name()) + " has elements of type "
                    + tensor.dtype() + ", which is not a floating-point type");
        }
        return new float[Math.toIntExact(tensor.elementCount())];
    }

    /**
     * Reads some elements.
     *
     * @param dtype a floating-point type
     * @param in the elements, little-endian, from the buffer's position on
     * @param values receives them at {@code from} to before {@code to}
     */
    public static void widen(DType dtype, ByteBuffer in, float[] values, int from, int to) {
        FloatBits.widen(dtype, in, values, from, to);
    }

    /**
     * Writes numbers as elements of a type, rounded half to even, with little memory besides.
     *
     * @param dtype F32, F16 or BF16
     */
    public static void writeFloats(float[] values, DType dtype, WritableByteChannel out) throws IOException {
        ByteBuffer chunk = allocate(Math.min(values.length, CHUNK_NUMBERS) * dtype.sizeBytes());
        int count;
        for (int from = 0; from < values.length; from += count) {
            count = Math.min(CHUNK_NUMBERS, values.length - from);
            FloatBits.narrow(dtype, values, from, from + count, chunk.clear());
            chunk.flip();
            while (chunk.hasRemaining()) {
                out.write(chunk);
            }
        }
    }

    private record InMemoryTensor(String name, DType dtype, List<Long> shape, ByteBuffer data) implements Tensor {
        InMemoryTensor {
            shape = List.copyOf(shape);
            if (shape.stream().anyMatch(size -> size < 0)) {
                throw new IllegalArgumentException(
                        "shape " + shape + " of " + PrintableText.quote(name) + " is negative");
            }
            long count = shape.stream().reduce(1L, Math::multiplyExact);
            if (Math.multiplyExact(count, dtype.bits()) != (long) data.limit() * Byte.SIZE) {
                throw new IllegalArgumentException("shape " + shape + " and type " + dtype + " of "
                        + PrintableText.quote(name) + " are not those of " + data.limit() + " bytes");
            }
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            ByteBuffer source = data.duplicate();
            while (source.hasRemaining()) {
                out.write(source);
            }
        }

        @Override
        public ByteBuffer bytes() {
            return allocate(data.limit()).put(data.duplicate()).flip();
        }

        @Override
        public float[] floats() throws IOException {
            return widen(this);
        }
    }

    /** The elements of a tensor under another name or in another shape. */
    private record RelabelledTensor(Tensor tensor, String name, List<Long> shape) implements Tensor {
        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            tensor.writeTo(out);
        }

        @Override
        public ByteBuffer bytes() throws IOException {
            return tensor.bytes();
        }

        @Override
        public float[] floats() throws IOException {
            return tensor.floats();
        }
    }
}
