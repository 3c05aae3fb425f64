package org.inceptionnext.data.load;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;

/**
 * Samples, read and transformed on threads of its own ahead of the consumer. What comes, and in which order, is a function of
 * the samples, the seed and the epoch; never of the number of threads or of chance. Memory is bounded by the plan's budget, plus
 * what each thread works on.
 *
 * <p>One epoch at a time is the usual use; {@link #epoch} may be called again while another is open, and both share the threads.
 *
 * @param <S> a sample
 * @param <T> what the consumer takes
 */
public final class PrefetchingLoader<S, T> implements AutoCloseable {
    private final List<S> samples;
    private final Transform<S, T> transform;
    private final ToLongFunction<T> sizeBytes;
    private final LoadPlan plan;
    private final ExecutorService threads;

    /**
     * Starts no thread before the first sample is asked for.
     *
     * @param samples not changed and not copied: give an immutable list
     * @param transform called on the loader's threads
     * @param sizeBytes how many bytes a transformed sample keeps
     * @param plan seed, order, threads, budget
     */
    public PrefetchingLoader(List<S> samples, Transform<S, T> transform, ToLongFunction<T> sizeBytes, LoadPlan plan) {
        this.samples = samples;
        this.transform = transform;
        this.sizeBytes = sizeBytes;
        this.plan = plan;
        this.threads = Executors.newFixedThreadPool(plan.threads(), task -> {
            Thread thread = new Thread(task, "inx-loader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns how many samples an epoch has. */
    public int size() {
        return samples.size();
    }

    /**
     * Begins an epoch.
     *
     * @param epoch counted from 0
     * @param fromPosition the first position to give: 0, or where a run that was stopped goes on
     * @return its samples in order; of one thread; close it where it is not taken to its end
     * @throws IndexOutOfBoundsException if the position is below 0 or beyond the end
     */
    public LoadedEpoch<S, T> epoch(int epoch, int fromPosition) {
        int[] order = plan.shuffle()
                ? EpochOrder.shuffled(samples.size(), plan.seed(), epoch)
                : EpochOrder.plain(samples.size());
        return epoch(epoch, order, fromPosition);
    }

    /**
     * Begins an epoch in an order of the caller's own: a sampler by class or picture weights, or part of the samples.
     *
     * @param order indices into the samples, each as often as it is wanted
     */
    public LoadedEpoch<S, T> epoch(int epoch, int[] order, int fromPosition) {
        if (fromPosition < 0 || fromPosition > order.length) {
            throw new IndexOutOfBoundsException("position " + fromPosition + " of " + order.length);
        }
        return new LoadedEpoch<>(this, epoch, order.clone(), fromPosition);
    }

    S sample(int index) {
        return samples.get(index);
    }

    Transform<S, T> transform() {
        return transform;
    }

    ToLongFunction<T> sizeBytes() {
        return sizeBytes;
    }

    LoadPlan plan() {
        return plan;
    }

    ExecutorService threads() {
        return threads;
    }

    /** Ends the threads; what was not taken is given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
