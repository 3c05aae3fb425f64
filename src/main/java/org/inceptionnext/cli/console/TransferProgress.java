package org.inceptionnext.cli.console;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.inceptionnext.fetch.FetchListener;

/** Shows a download on the progress line, and what happens to it as hints. */
public final class TransferProgress implements FetchListener, AutoCloseable {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR_CELLS = 20;

    private final Console console;
    private String url = "";
    private long startNanos;
    private long startBytes;
    private long drawnNanos;

    public TransferProgress(Console console) {
        this.console = console;
    }

    @Override
    public void progress(String from, long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        if (!from.equals(url)) {
            url = from;
            startNanos = now;
            startBytes = doneBytes;
        }
        if (console.showsProgress() && now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            double seconds = Math.max(1e-3, (now - startNanos) / 1e9);
            console.progress(line(doneBytes, totalBytes, (doneBytes - startBytes) / seconds) + "  "
                    + URI.create(from).getHost());
        }
    }

    @Override
    public void note(String message) {
        console.hint(message);
    }

    @Override
    public void close() {
        console.progress("");
    }

    /**
     * @param done how many bytes there are
     * @param total how many there will be, or -1
     * @param perSecond bytes
     */
    public static String line(long done, long total, double perSecond) {
        String rate = String.format(Locale.ROOT, "%.1f MB/s", Math.max(0, perSecond) / 1e6);
        if (total < done || total == 0) {
            return megabytes(done) + " MB  " + rate;
        }
        int filled = (int) (BAR_CELLS * done / total);
        String bar = "#".repeat(filled) + ".".repeat(BAR_CELLS - filled);
        long left = (long) ((total - done) / Math.max(1, perSecond));
        return String.format(
                Locale.ROOT,
                "[%s] %s of %s MB  %s  %d:%02d left",
                bar,
                megabytes(done),
                megabytes(total),
                rate,
                left / 60,
                left % 60);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
    }
}
