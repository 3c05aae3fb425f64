package org.inceptionnext.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A training in a folder. A run that was killed at any moment goes on to the same numbers.
 *
 * <p>Of one thread, but for {@link #stop}.
 */
public abstract sealed class TrainingRun implements AutoCloseable permits ClassifierTraining, DetectorTraining {
    /** The run's files. */
    final RunFolder folder;

    /** Who hears how it goes. */
    final TrainingListener listener;

    private final String bestModel;
    private volatile boolean stopping;

    /** @param bestModel the name of the best network's file */
    TrainingRun(Path folder, String bestModel, TrainingListener listener) {
        this.folder = new RunFolder(folder);
        this.bestModel = bestModel;
        this.listener = listener;
    }

    /** How a run ended. */
    public enum Outcome {
        /** All epochs are done, or no better one came for long enough. */
        FINISHED,
        /** It was told to; it can be resumed. */
        STOPPED
    }

    /** Lets the run end after the step that it is at, with a checkpoint; may be called from any thread. */
    public final void stop() {
        stopping = true;
    }

    final boolean isStopping() {
        return stopping;
    }

    /** Returns how many steps, or batches where these vary, an epoch has. */
    public abstract int stepsPerEpoch();

    /** What decides the numbers of a run, but for what computes them, by key. */
    abstract Map<String, String> settings() throws IOException;

    /** Writes the files by which others know what the run's weights are. */
    abstract void describe() throws IOException;

    /** Runs from the last checkpoint, or from the begin. */
    abstract Outcome run() throws IOException;

    @Override
    public abstract void close();

    /**
     * Begins a run, in a folder that holds none.
     *
     * @throws NonFiniteLossException if the loss is no number any more
     * @throws org.inceptionnext.data.DataSetException if a picture cannot be read; the run can be resumed when it is there again
     * @throws IOException if a file cannot be written; the run can be resumed from its last checkpoint
     */
    public final Outcome begin() throws IOException {
        folder.begin();
        folder.writeSettings(begun());
        describe();
        return run();
    }

    /**
     * Goes on with a run, from its last checkpoint or from its begin.
     *
     * @throws OtherRunException if the folder holds another run, or versions or the number of threads are not what it had
     * @throws IOException as {@link #begin} does
     */
    public final Outcome resume() throws IOException {
        Map<String, String> before = folder.readSettings();
        requireSame(before, settings());
        RunEnvironment.requireSame(before);
        describe();
        return run();
    }

    /**
     * Goes on with a run as {@link #resume} does, also with other versions or another number of threads than it had. The numbers
     * then differ in their last digits from those of a run that goes on as it began; {@code run.yaml} says so.
     *
     * @throws OtherRunException if the folder holds another run
     * @throws IOException as {@link #begin} does
     */
    public final Outcome resumeAnyway() throws IOException {
        Map<String, String> before = folder.readSettings();
        requireSame(before, settings());
        Map<String, String> differences = RunEnvironment.differences(before);
        if (!differences.isEmpty()) {
            String earlier = before.getOrDefault(RunEnvironment.EARLIER, "");
            Map<String, String> settings = begun();
            settings.put(RunEnvironment.EARLIER, earlier + (earlier.isEmpty() ? "" : "; ") + differences);
            folder.writeSettings(settings);
            listener.note("goes on with other numbers in their last digits; it had " + differences);
        }
        describe();
        return run();
    }

    /**
     * Returns the settings that a run was begun with, by key: the recipe's, and its own. What computed it is left out.
     *
     * @throws IOException if the folder holds no run
     */
    public static Map<String, String> settingsOf(Path folder) throws IOException {
        Map<String, String> settings = new RunFolder(folder).readSettings();
        settings.keySet().removeIf(RunEnvironment::isKey);
        return settings;
    }

    /**
     * Returns the digest of the best network's tensors, by which runs are compared; empty before the first epoch ends.
     *
     * @throws IOException if the file cannot be read
     */
    public final Optional<String> modelDigest() throws IOException {
        return folder.digest(bestModel);
    }

    /** All that {@code run.yaml} holds. */
    private Map<String, String> begun() throws IOException {
        Map<String, String> settings = settings();
        settings.putAll(RunEnvironment.current());
        return settings;
    }

    private static void requireSame(Map<String, String> of, Map<String, String> now) throws IOException {
        for (Map.Entry<String, String> entry : now.entrySet()) {
            String before = of.get(entry.getKey());
            if (!entry.getValue().equals(before)) {
                throw new OtherRunException(
                        "the run was begun with " + entry.getKey() + " " + before + ", not with " + entry.getValue()
                                + ": it would not go on to the same numbers. Give it what it had, or begin another in a"
                                + " new folder.",
                        entry.getKey());
            }
        }
    }

    /**
     * Says where numbers ended.
     *
     * @param epoch that goes on, counted from 0
     * @param steps that were taken
     */
    final NonFiniteLossException notFinite(String what, int epoch, long steps) {
        String kept = folder.hasCheckpoint()
                ? "The last checkpoint, before it, is " + folder.checkpoint()
                : "No checkpoint was written before it";
        return new NonFiniteLossException("epoch " + (epoch + 1) + ", step " + (steps + 1) + ": " + what + ". " + kept
                + ". A smaller rate (--set rate=...) or clip=1 usually helps.");
    }
}
