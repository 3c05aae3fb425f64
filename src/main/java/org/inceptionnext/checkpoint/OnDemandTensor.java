package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.Supplier;

/** A tensor that is made anew each time it is read, so that nothing holds its elements in between. */
record OnDemandTensor(String name, DType dtype, List<Long> shape, Supplier<Tensor> source) implements Tensor {

    OnDemandTensor {
        shape = List.copyOf(shape);
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        source.get().writeTo(out);
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        return source.get().bytes();
    }

    @Override
    public float[] floats() throws IOException {
        return source.get().floats();
    }
}
