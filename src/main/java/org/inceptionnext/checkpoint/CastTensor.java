package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A floating-point tensor whose elements are rounded to another type each time they are read. */
record CastTensor(Tensor tensor, DType dtype) implements Tensor {

    @Override
    public String name() {
        return tensor.name();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        Tensors.writeFloats(tensor.floats(), dtype, out);
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        float[] values = tensor.floats();
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(values.length, dtype.sizeBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBits.narrow(dtype, values, 0, values.length, out);
        return out.flip();
    }

    @Override
    public float[] floats() throws IOException {
        return Tensors.widen(this);
    }
}
