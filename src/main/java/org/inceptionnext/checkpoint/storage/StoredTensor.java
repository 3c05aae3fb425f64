package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.text.PrintableText;

/** A tensor that lies in a file: a view of a storage by offset and strides, checked when it was made. */
public final class StoredTensor implements Tensor {
    private static final int CHUNK_BYTES = 1 << 18;

    /** One for each thread: a file has hundreds of tensors, and new memory has to be cleared and mapped first. */
    private static final ThreadLocal<ByteBuffer> CHUNK =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN));

    private final String name;
    private final StorageView view;

    public StoredTensor(String name, StorageView view) {
        this.name = name;
        this.view = view;
    }

    /** Returns where the elements are. */
    public StorageView view() {
        return view;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DType dtype() {
        return view.dtype();
    }

    @Override
    public List<Long> shape() {
        return view.shape();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        ByteBuffer chunk = CHUNK.get();
        StorageView.Reader reader = view.reader();
        for (long remaining = sizeBytes(); remaining > 0; remaining -= chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), remaining));
            reader.read(chunk);
            chunk.flip();
            while (chunk.hasRemaining()) {
                out.write(chunk);
            }
        }
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        if (sizeBytes() > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("tensor " + PrintableText.quote(name) + " has " + sizeBytes()
                    + " bytes, more than a Java array can hold");
        }
        ByteBuffer all = ByteBuffer.allocate((int) sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        view.reader().read(all);
        return all.flip();
    }

    @Override
    public float[] floats() throws IOException {
        float[] values = Tensors.room(this);
        ByteBuffer chunk = CHUNK.get();
        StorageView.Reader reader = view.reader();
        int most = CHUNK_BYTES / dtype().sizeBytes();
        int count;
        for (int from = 0; from < values.length; from += count) {
            count = Math.min(most, values.length - from);
            chunk.clear().limit(count * dtype().sizeBytes());
            reader.read(chunk);
            Tensors.widen(dtype(), chunk.flip(), values, from, from + count);
        }
        return values;
    }
}
