package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.LongConsumer;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;

/**
 * A tensor that says when it has been read.
 *
 * @param bytesRead hears the size in bytes each time
 */
record WatchedTensor(Tensor tensor, LongConsumer bytesRead) implements Tensor {

    @Override
    public String name() {
        return tensor.name();
    }

    @Override
    public DType dtype() {
        return tensor.dtype();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        tensor.writeTo(out);
        bytesRead.accept(sizeBytes());
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        ByteBuffer bytes = tensor.bytes();
        bytesRead.accept(sizeBytes());
        return bytes;
    }

    @Override
    public float[] floats() throws IOException {
        float[] values = tensor.floats();
        bytesRead.accept(sizeBytes());
        return values;
    }
}
