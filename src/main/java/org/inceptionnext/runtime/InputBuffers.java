package org.inceptionnext.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The direct buffers in which pictures become a network's input. Predictions take turns with them: a new one for each costs a
 * fifth of a millisecond a picture in zeros and page faults, and its memory comes back only when Java next collects garbage,
 * many predictions later.
 *
 * <p>An array only borrows its buffer, so the buffer stays with the call, and returns when the network's answer is read.
 */
public final class InputBuffers {
    /** The array, and the call's attachment that keeps its buffer. */
    private static final String NAME = "pictures";

    /** Larger ones are left to Java. */
    private static final int MAX_KEPT_BYTES = 64 << 20;

    /** Makes an empty stock. */
    public InputBuffers() {}

    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private long freeBytes;

    /** A call's buffer, until it is returned. */
    private record Loan(AtomicReference<@Nullable ByteBuffer> buffer) {}

    /** Returns a buffer for a float32 array; what it holds is left over from another. */
    public ByteBuffer take(TranslatorContext ctx, Shape shape) {
        int bytes = Math.toIntExact(Math.multiplyExact(shape.size(), Float.BYTES));
        ByteBuffer kept = poll(bytes);
        return kept != null ? kept : ctx.getNDManager().allocateDirect(bytes);
    }

    /** Makes the array of a buffer that was taken and filled, which from now on is the call's. */
    public NDArray array(TranslatorContext ctx, ByteBuffer buffer, Shape shape) {
        // An array forgets its buffer when it is closed, which a model does that is closed meanwhile.
        ctx.setAttachment(NAME, new Loan(new AtomicReference<>(buffer)));
        NDArray pictures = ctx.getNDManager().create(buffer, shape, DataType.FLOAT32);
        pictures.setName(NAME);
        return pictures;
    }

    /** Takes the buffer of a call back whose network has run. A call that had none, or returned it, is none the worse. */
    public void giveBack(TranslatorContext ctx) {
        if (ctx.getAttachment(NAME) instanceof Loan loan) {
            ByteBuffer buffer = loan.buffer().getAndSet(null);
            if (buffer != null) {
                keep(buffer);
            }
        }
    }

    private synchronized void keep(ByteBuffer buffer) {
        if (freeBytes + buffer.capacity() <= MAX_KEPT_BYTES) {
            free.push(buffer);
            freeBytes += buffer.capacity();
        }
    }

    /** Returns one of just this size; those of other sizes before it were for batches that come no more. */
    private synchronized @Nullable ByteBuffer poll(int bytes) {
        ByteBuffer buffer;
        do {
            buffer = free.poll();
            freeBytes -= buffer == null ? 0 : buffer.capacity();
        } while (buffer != null && buffer.capacity() != bytes);
        return buffer;
    }
}
