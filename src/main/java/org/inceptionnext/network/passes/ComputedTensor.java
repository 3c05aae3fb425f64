package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Parameter;

/** A float32 tensor that a pass makes from others, each time its elements are read: nothing is kept in memory. */
record ComputedTensor(String name, List<Long> shape, Computation computation) implements Tensor {

    /** Makes all elements, row-major. */
    @FunctionalInterface
    interface Computation {
        float[] compute() throws IOException;
    }

    static Tensor of(Parameter parameter, Computation computation) {
        return new ComputedTensor(parameter.name(), parameter.shape(), computation);
    }

    @Override
    public DType dtype() {
        return DType.F32;
    }

    @Override
    public float[] floats() throws IOException {
        return computation.compute();
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        float[] values = floats();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        Tensors.writeFloats(floats(), DType.F32, out);
    }
}
