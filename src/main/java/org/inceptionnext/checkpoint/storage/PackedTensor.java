package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/**
 * Bytes, each of which holds several elements of a packed type.
 *
 * @param packed as many bytes as the elements take
 */
public record PackedTensor(Tensor packed, DType dtype, List<Long> shape) implements Tensor {

    /**
     * Returns torch's {@code float4_e2m1fn_x2}, whose sizes count pairs, as safetensors counts it: the last dimension is
     * twice as long.
     */
    public static PackedTensor ofPairs(Tensor pairs, DType dtype) {
        List<Long> shape = new ArrayList<>(pairs.shape());
        if (shape.isEmpty()) {
            shape.add(1L);
        }
        int last = shape.size() - 1;
        shape.set(last, Math.multiplyExact(2L, shape.get(last)));
        return new PackedTensor(pairs, dtype, shape);
    }

    public PackedTensor {
        shape = List.copyOf(shape);
    }

    @Override
    public String name() {
        return packed.name();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        packed.writeTo(out);
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        return packed.bytes();
    }

    @Override
    public float[] floats() throws IOException {
        return Tensors.widen(this);
    }
}
