package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the disk write what a file has so far while more is added, on a thread of its own. Else a system that has memory to
 * spare begins only when the file is complete, and whoever forces it to the disk then waits for all of it.
 */
final class WriteBehind {
    private static final long STEP_BYTES = 4L << 20;
    private static final long PAUSE_MILLIS = 10;

    private final FileChannel file;
    private final CountDownLatch complete = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "inceptionnext-write-behind");
    private volatile @Nullable IOException failure;

    private WriteBehind(FileChannel file) {
        this.file = file;
    }

    /**
     * Writes the content of a file, which stays open.
     *
     * @throws IOException also if the disk failed meanwhile: the system says so once, and would not when the file is forced
     *     again
     */
    static void write(FileChannel file, AtomicFile.Content content) throws IOException {
        WriteBehind behind = new WriteBehind(file);
        behind.thread.setDaemon(true);
        behind.thread.start();
        try {
            content.writeTo(file);
        } finally {
            behind.stop();
        }
        IOException failed = behind.failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void run() {
        try {
            long written = 0;
            while (!complete.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                long sizeBytes = file.size();
                if (sizeBytes - written >= STEP_BYTES) {
                    file.force(false);
                    written = sizeBytes;
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            // Nobody does. The file is forced once more by its writer.
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what is under way. */
    private void stop() {
        complete.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
