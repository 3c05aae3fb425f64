package org.inceptionnext.fetch.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's bytes as they come in. Unlike the JDK's own stream, reading never waits longer than the given time: a server
 * that stops sending without closing is the most common way for a download to hang.
 */
public final class BodyStream implements BodySubscriber<BodyStream>, Closeable {
    private static final int MAX_ERROR_BYTES = 1 << 20;

    private sealed interface Signal {}

    private record Bytes(List<ByteBuffer> buffers) implements Signal {}

    private record Failed(Throwable cause) implements Signal {}

    private record End() implements Signal {}

    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private boolean ended;

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Bytes(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Failed(cause));
    }

    @Override
    public void onComplete() {
        signals.add(new End());
    }

    /**
     * Returns the next bytes, at least one; null at the end, or an empty buffer if none came in time.
     *
     * @throws InterruptedIOException if the thread was interrupted, which stays so marked
     * @throws IOException if the connection broke
     */
    @Nullable
    public ByteBuffer read(Duration wait) throws IOException {
        while (ready.isEmpty() && !ended) {
            Signal signal = poll(wait);
            if (signal == null) {
                return ByteBuffer.allocate(0);
            }
            if (signal instanceof Failed failed) {
                throw new IOException(failed.cause().getMessage(), failed.cause());
            }
            ended = signal instanceof End;
            if (signal instanceof Bytes bytes) {
                bytes.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(ready::add);
                request();
            }
        }
        return ready.poll();
    }

    /** Returns a short answer whole, such as JSON; cuts it at 1 MiB. */
    byte[] readShort(Duration wait) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(MAX_ERROR_BYTES);
        for (ByteBuffer bytes = read(wait); bytes != null; bytes = read(wait)) {
            if (!bytes.hasRemaining()) {
                throw new IOException("no byte came for " + wait.toSeconds() + " s");
            }
            all.put(bytes.limit(Math.min(bytes.limit(), bytes.position() + all.remaining())));
            if (!all.hasRemaining()) {
                break;
            }
        }
        byte[] answer = new byte[all.position()];
        all.flip().get(answer);
        return answer;
    }

    /** Stops the transfer, if it is still going on. */
    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private synchronized void request() {
        if (subscription != null) {
            subscription.request(1);
        }
    }

    private @Nullable Signal poll(Duration wait) throws InterruptedIOException {
        try {
            return signals.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Cancelled.here(e);
        }
    }
}
