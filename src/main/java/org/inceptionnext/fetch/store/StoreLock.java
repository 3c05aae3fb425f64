package org.inceptionnext.fetch.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.http.Cancelled;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * One owner at a time, among the threads of this process and among processes. The operating system ends a lock with its
 * owner, however it died, so that none is orphaned; its file stays, since removing it would race.
 *
 * <p>A file system without locks (some network mounts) gives none: then the work learns that it is not alone, and owners work
 * side by side in files of their own.
 */
public final class StoreLock implements Closeable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** The JDK's locks are the process's: threads must be kept apart here. */
    private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

    /** What an owner does. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does it.
         *
         * @param exclusive whether other processes are kept out too
         */
        T run(boolean exclusive) throws IOException;
    }

    private final Semaphore threads;
    private final @Nullable FileChannel channel;

    private StoreLock(Semaphore threads, @Nullable FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Waits until this thread is the owner.
     *
     * @param file the lock's file, made if need be
     * @param wait how long to wait while {@code headway} stays the same
     * @param headway a number that changes while another owner works
     * @throws FetchException if another owner neither ends nor makes headway
     */
    public static StoreLock acquire(Path file, Duration wait, LongSupplier headway, FetchListener listener)
            throws IOException {
        Waiting waiting = new Waiting(file, wait, headway, listener);
        Semaphore threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), key -> new Semaphore(1));
        while (!tryAcquire(threads)) {
            waiting.check();
        }
        try {
            return new StoreLock(threads, lockedChannel(file, waiting));
        } catch (Throwable e) {
            threads.release();
            throw e;
        }
    }

    /** Does the owner's work. */
    public <T> T run(Work<T> work) throws IOException {
        return work.run(channel != null);
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            threads.release();
        }
    }

    private static boolean tryAcquire(Semaphore threads) throws InterruptedIOException {
        try {
            return threads.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Cancelled.here(e);
        }
    }

    private static @Nullable FileChannel lockedChannel(Path file, Waiting waiting) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            while (true) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(owner().getBytes(StandardCharsets.UTF_8)));
                    return channel;
                }
                waiting.check();
                Cancelled.sleep(POLL);
            }
        } catch (NoLocks e) {
            channel.close();
            return null;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws NoLocks {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            throw new NoLocks(e);
        }
    }

    private static String owner() {
        return "process " + ProcessHandle.current().pid();
    }

    /** The file system cannot lock. */
    private static final class NoLocks extends IOException {
        private static final long serialVersionUID = 1L;

        NoLocks(IOException cause) {
            super(cause);
        }
    }

    private static final class Waiting {
        private final Path file;
        private final Duration wait;
        private final LongSupplier headway;
        private final FetchListener listener;
        private long lastHeadway;
        private long sinceNanos = System.nanoTime();
        private boolean noted;

        Waiting(Path file, Duration wait, LongSupplier headway, FetchListener listener) {
            this.file = file;
            this.wait = wait;
            this.headway = headway;
            this.listener = listener;
            this.lastHeadway = headway.getAsLong();
        }

        void check() throws FetchException {
            if (!noted) {
                noted = true;
                listener.note("waiting for " + holder() + ", which fetches the same");
            }
            long now = headway.getAsLong();
            if (now != lastHeadway) {
                lastHeadway = now;
                sinceNanos = System.nanoTime();
            }
            if (System.nanoTime() - sinceNanos > wait.toNanos()) {
                throw new FetchException(holder() + " holds " + file + " and has made no headway for "
                        + HttpTransport.seconds(wait) + ". End that process and run this again.");
            }
        }

        private String holder() {
            try {
                String holder = PrintableText.escape(Files.readString(file));
                return holder.isEmpty() ? "another process" : holder;
            } catch (IOException e) {
                return "another thread or process";
            }
        }
    }
}
