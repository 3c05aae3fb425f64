package org.inceptionnext.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/**
 * A tensor of the {@link Formula}, computed whenever it is read: a list of these is a whole network's weights in no memory,
 * ready for {@code PthWriter} and {@code SafetensorsWriter}.
 */
public record FormulaTensor(String name, List<Long> shape) implements Tensor {
    private static final String BATCH_COUNTER = "num_batches_tracked";

    @Override
    public DType dtype() {
        return name.endsWith(BATCH_COUNTER) ? DType.I64 : DType.F32;
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        computed().writeTo(out);
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        return computed().bytes();
    }

    @Override
    public float[] floats() throws IOException {
        return computed().floats();
    }

    private Tensor computed() {
        return dtype() == DType.I64
                ? Tensors.ofLongs(name, shape, new long[Math.toIntExact(elementCount())])
                : Tensors.ofFloats(name, shape, Formula.weights(name, shape));
    }
}
