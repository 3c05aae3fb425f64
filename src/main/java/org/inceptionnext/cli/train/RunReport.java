package org.inceptionnext.cli.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.train.run.RunMemory;
import org.inceptionnext.train.run.TrainingListener;
import org.inceptionnext.train.run.TrainingRun;
import org.inceptionnext.train.run.TrainingRun.Outcome;

/** What a person sees of any run. */
abstract class RunReport implements TrainingListener {
    static final long MEBI = 1L << 20;

    final Console console;
    private final Path folder;
    private long startNanos;
    private long startSteps;

    RunReport(Console console, Path folder) {
        this.console = console;
        this.folder = folder;
    }

    /** Returns how the result is used. */
    abstract String nextCommand();

    /**
     * Says how long all will take, and how much memory.
     *
     * @param steps all of them
     * @param perEpoch those of an epoch
     * @param seconds of one
     * @param memoryBytes of the whole process
     */
    final void estimate(long steps, int perEpoch, double seconds, long memoryBytes) {
        double all = seconds * steps;
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("steps", steps);
            line.addProperty("stepsPerEpoch", perEpoch);
            line.addProperty("secondsPerStep", seconds);
            line.addProperty("seconds", all);
            line.addProperty("memoryMebibytes", memoryBytes / MEBI);
            console.data(line);
            return;
        }
        console.data(String.format(
                Locale.ROOT,
                "%,d steps, %.2f s each: about %s, validation not counted; about %,d MiB of memory",
                steps,
                seconds,
                clock(Duration.ofMillis((long) (all * 1000))),
                memoryBytes / MEBI));
    }

    /**
     * Warns where a run needs more memory than is free, or computes in a type that this processor has not.
     *
     * @param dtype what is computed in
     * @param advice what makes it less, besides bfloat16
     */
    final void warn(long memoryBytes, DType dtype, String advice) {
        boolean isEmulated = InceptionNextRuntime.emulatesBfloat16();
        if (dtype == DType.BF16 && isEmulated) {
            console.hint(
                    "This processor computes bfloat16 by way of other types: a step takes several times as long as in float32"
                            + " (--set dtype=float32).");
        }
        long needed = memoryBytes / MEBI;
        long free = RunMemory.free() / MEBI;
        if (needed > free) {
            console.hint("It will need about " + needed + " MiB of memory, and " + free + " are free. Less: " + advice
                    + (isEmulated ? "." : ", --set dtype=bfloat16."));
        }
    }

    @Override
    public void step(long done, long all, double loss) {
        if (startNanos == 0) {
            startNanos = System.nanoTime();
            startSteps = done;
        }
        if (console.showsProgress() && done > startSteps) {
            double perStep = (System.nanoTime() - startNanos) / 1e9 / (done - startSteps);
            console.progress(String.format(
                    Locale.ROOT,
                    "step %,d of %,d  loss %.3f  %.2f s/step  %s left",
                    done,
                    all,
                    loss,
                    perStep,
                    clock(Duration.ofMillis((long) ((all - done) * perStep * 1000)))));
        }
    }

    @Override
    public void note(String text) {
        console.hint(text);
    }

    /** Says how it ended. */
    final void end(TrainingRun training, Outcome outcome) throws IOException {
        console.progress("");
        if (outcome == Outcome.STOPPED) {
            console.hint("Stopped, with a checkpoint. Go on with: inx train DATA --out " + folder + " --resume");
            return;
        }
        training.modelDigest().ifPresent(digest -> console.detail("tensor digest " + digest));
        console.hint("Use it: " + nextCommand());
    }

    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
