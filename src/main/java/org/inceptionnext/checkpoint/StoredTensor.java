package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor that lies in a file: a view of a storage by offset and strides, checked when it was made. */
final class StoredTensor implements Tensor {
    private static final int CHUNK_BYTES = 1 << 18;

    private final String name;
    private final StorageView view;

    StoredTensor(String name, StorageView view) {
        this.name = name;
        this.view = view;
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
        ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, sizeBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
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
        return Tensors.widen(this);
    }
}
