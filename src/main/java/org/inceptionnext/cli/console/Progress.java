package org.inceptionnext.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** The line that says how far the work is, how fast it goes and how long it will take; on a terminal only. */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR_CELLS = 20;

    private final Console console;
    private final CompletableFuture<Long> total;
    private final long startNanos = System.nanoTime();
    private long drawnNanos;
    private long done;

    /**
     * @param console where the line shows
     * @param total called on another thread, so that counting does not hold up the work
     */
    public Progress(Console console, LongSupplier total) {
        this.console = console;
        this.total = console.showsProgress()
                ? CompletableFuture.supplyAsync(total::getAsLong)
                : CompletableFuture.completedFuture(0L);
        this.drawnNanos = startNanos;
    }

    /** Says that so many more inputs are done. */
    public void advance(long count) {
        done += count;
        long now = System.nanoTime();
        if (console.showsProgress() && now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            long expected = total.isCompletedExceptionally() ? 0 : total.getNow(0L);
            console.progress(line(done, expected, Duration.ofNanos(now - startNanos)));
        }
    }

    @Override
    public void close() {
        console.progress("");
    }

    /**
     * @param done how many are done
     * @param total how many there are, 0 if that is not known yet
     * @param elapsed since the first began
     */
    static String line(long done, long total, Duration elapsed) {
        double perSecond = done / Math.max(1e-3, elapsed.toNanos() / 1e9);
        String rate = String.format(Locale.ROOT, "%,.1f/s", perSecond);
        if (total < done || total == 0) {
            return String.format(Locale.ROOT, "%,d done  %s", done, rate);
        }
        int filled = (int) (BAR_CELLS * done / total);
        String bar = "#".repeat(filled) + ".".repeat(BAR_CELLS - filled);
        Duration left = Duration.ofMillis((long) ((total - done) / Math.max(1e-3, perSecond) * 1e3));
        return String.format(Locale.ROOT, "[%s] %,d of %,d  %s  %s left", bar, done, total, rate, clock(left));
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
