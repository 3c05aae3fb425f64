package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.inceptionnext.checkpoint.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Two tensors of one shape, read together. Tensors push their elements; the second's go through a pipe, so that neither is
 * held in memory.
 */
final class SideBySide implements WritableByteChannel {
    private static final int CHUNK_ELEMENTS = 1 << 14;

    /** Takes the same elements of both tensors. */
    interface Consumer {
        /** Both buffers are little-endian and hold whole elements. */
        void take(ByteBuffer ofA, ByteBuffer ofB);
    }

    private final int bytesOfA;
    private final Pipe.SourceChannel source;
    private final Consumer consumer;
    private final ByteBuffer ofA;
    private final ByteBuffer ofB;

    private SideBySide(Tensor a, Tensor b, Pipe.SourceChannel source, Consumer consumer) {
        this.bytesOfA = a.dtype().sizeBytes();
        this.source = source;
        this.consumer = consumer;
        this.ofA = buffer(a);
        this.ofB = buffer(b);
    }

    private static ByteBuffer buffer(Tensor tensor) {
        return ByteBuffer.allocate(CHUNK_ELEMENTS * tensor.dtype().sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads all elements of both. */
    static void read(Tensor a, Tensor b, Consumer consumer) throws IOException {
        Pipe pipe = Pipe.open();
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        Thread feeding = new Thread(() -> feed(b, pipe.sink(), failure), "inx-second-tensor");
        feeding.start();
        try (Pipe.SourceChannel source = pipe.source()) {
            SideBySide both = new SideBySide(a, b, source, consumer);
            a.writeTo(both);
            both.takeChunk();
        }
        join(feeding);
        IOException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private static void feed(Tensor tensor, Pipe.SinkChannel sink, AtomicReference<@Nullable IOException> failure) {
        try (sink) {
            tensor.writeTo(sink);
        } catch (IOException e) {
            failure.set(e);
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        int length = data.remaining();
        while (data.hasRemaining()) {
            int count = Math.min(data.remaining(), ofA.remaining());
            ofA.put(data.slice(data.position(), count));
            data.position(data.position() + count);
            if (!ofA.hasRemaining()) {
                takeChunk();
            }
        }
        return length;
    }

    private void takeChunk() throws IOException {
        int elements = ofA.position() / bytesOfA;
        ofB.clear().limit(elements * (ofB.capacity() / CHUNK_ELEMENTS));
        while (ofB.hasRemaining()) {
            if (source.read(ofB) < 0) {
                // The other side failed, and says why.
                return;
            }
        }
        consumer.take(ofA.flip(), ofB.flip());
        ofA.clear();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
