package org.inceptionnext.cli.checkpoints;

import java.time.Duration;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.TransferProgress;

/** Shows on the progress line how much of the weights has been read. */
final class ConversionProgress implements AutoCloseable {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final Console console;
    private final long totalBytes;
    private final long startNanos = System.nanoTime();
    private long drawnNanos = startNanos;
    private long doneBytes;

    ConversionProgress(Console console, long totalBytes) {
        this.console = console;
        this.totalBytes = totalBytes;
    }

    void advance(long bytes) {
        doneBytes += bytes;
        long now = System.nanoTime();
        if (console.showsProgress() && now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            console.progress(TransferProgress.line(doneBytes, totalBytes, doneBytes / ((now - startNanos) / 1e9)));
        }
    }

    @Override
    public void close() {
        console.progress("");
    }
}
