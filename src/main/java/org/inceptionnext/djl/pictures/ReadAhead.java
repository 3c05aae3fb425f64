package org.inceptionnext.djl.pictures;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.inceptionnext.data.Picture;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;

/**
 * Reads and prepares pictures on threads of its own, ahead of the one that is taken: they are decoded while the network works on
 * those before. How many there are is bounded, and so are their bytes, since a batch of large photos would fill the memory that many
 * small pictures do not miss. Without threads of its own, the one that asks reads each picture in its turn.
 */
final class ReadAhead implements AutoCloseable {
    /** Two batches of a detector's pictures at 640 x 640 have 20 MB; one photo of 4000 x 3000 that is kept has 36. */
    private static final long MOST_WAITING_BYTES = 64 << 20;

    private final InputTransform transform;
    private final boolean keepsPixels;
    private final int ahead;
    private final Executor readers;
    private final Runnable stop;
    private final LongAdder readingNanos = new LongAdder();
    private final Deque<Future<Prepared>> window = new ArrayDeque<>();
    private final WaitingBytes waiting = new WaitingBytes(MOST_WAITING_BYTES);
    private long begun;

    /** A picture on its way, or why there is none. */
    sealed interface Prepared {
        Picture picture();

        /** Returns how many bytes of memory it keeps. */
        long bytes();

        /**
         * A picture that was read.
         *
         * @param pixels if they are kept
         */
        record Ready(Picture picture, InputPicture input, Optional<Pixels> pixels) implements Prepared {

            @Override
            public long bytes() {
                return input.keptBytes() + pixelBytes();
            }

            /** Returns how many of these bytes are the pixels'. */
            long pixelBytes() {
                return pixels.map(kept -> kept.rgb().length).orElse(0);
            }
        }

        /** What is no picture, or cannot be read. */
        record Failed(Picture picture, IOException cause) implements Prepared {

            @Override
            public long bytes() {
                return 0;
            }
        }
    }

    /**
     * Begins with nothing.
     *
     * @param readers how many threads; 0 for none
     */
    ReadAhead(InputTransform transform, int batchSize, boolean keepsPixels, int readers) {
        this.transform = transform;
        this.keepsPixels = keepsPixels;
        if (readers == 0) {
            this.ahead = 1;
            this.readers = Runnable::run;
            this.stop = () -> {};
        } else {
            ExecutorService threads = threads(readers);
            this.ahead = 2 * Math.max(batchSize, readers);
            this.readers = threads;
            this.stop = threads::shutdownNow;
        }
    }

    private static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "inceptionnext-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with as many pictures as may be ahead, and returns whether there is one to be taken. */
    boolean fill(Iterator<Picture> pictures) {
        while (window.size() < ahead && pictures.hasNext()) {
            Picture picture = pictures.next();
            long number = begun++;
            FutureTask<Prepared> task = new FutureTask<>(() -> {
                waiting.awaitRoom(number);
                Prepared prepared = timed(picture);
                waiting.add(prepared.bytes());
                return prepared;
            });
            readers.execute(task);
            window.add(task);
        }
        return !window.isEmpty();
    }

    private Prepared timed(Picture picture) {
        long startNanos = System.nanoTime();
        Prepared prepared = prepare(picture);
        readingNanos.add(System.nanoTime() - startNanos);
        return prepared;
    }

    /** Returns how long pictures were read and prepared so far, all threads together. */
    long readingNanos() {
        return readingNanos.sum();
    }

    private Prepared prepare(Picture picture) {
        try {
            byte[] encoded = picture.bytes();
            if (!keepsPixels) {
                return new Prepared.Ready(picture, transform.read(picture, encoded), Optional.empty());
            }
            Pixels pixels = ImageDecoder.decode(encoded, picture.name(), transform.decoding());
            return new Prepared.Ready(
                    picture, transform.picture(picture, pixels).prepared(), Optional.of(pixels));
        } catch (IOException e) {
            return new Prepared.Failed(picture, e);
        } catch (OutOfMemoryError e) {
            // One huge picture is no reason to give up on the others.
            return new Prepared.Failed(
                    picture, new IOException("too large for Java's memory (JDK_JAVA_OPTIONS=-Xmx...)", e));
        }
    }

    /**
     * Takes the first picture, waiting for it if need be.
     *
     * @throws CancellationException if this thread is interrupted
     */
    Prepared take() {
        try {
            Prepared prepared = window.remove().get();
            waiting.take(prepared.bytes());
            return prepared;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a picture was read");
        } catch (ExecutionException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw new PredictionException(thrown == null ? e : thrown);
        }
    }

    /** Gives up what has not been taken. */
    @Override
    public void close() {
        stop.run();
    }
}
