package org.inceptionnext.data.load;

/**
 * How samples are loaded.
 *
 * @param seed decides the order, with the epoch; transforms get it too
 * @param shuffle whether each epoch has an order of its own; false: always the list's
 * @param threads how many threads read, decode and transform, at least 1
 * @param budgetBytes how many bytes of finished samples may wait for the consumer; at least one sample always may
 */
public record LoadPlan(long seed, boolean shuffle, int threads, long budgetBytes) {
    /** What waits at most where nothing else is said: 256 MiB. */
    public static final long DEFAULT_BUDGET_BYTES = 256L << 20;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no thread or no budget
     */
    public LoadPlan {
        if (threads < 1 || budgetBytes < 1) {
            throw new IllegalArgumentException(
                    "threads is " + threads + " and budgetBytes " + budgetBytes + "; both must be at least 1");
        }
    }

    /** Returns a shuffled plan with a thread for each processor but one, and the usual budget. */
    public static LoadPlan shuffled(long seed) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        return new LoadPlan(seed, true, threads, DEFAULT_BUDGET_BYTES);
    }

    /** Returns this plan with another budget: for a consumer who knows how much he takes at a time. */
    public LoadPlan within(long bytes) {
        return new LoadPlan(seed, shuffle, threads, bytes);
    }

    /** Returns this plan without shuffling: for validation. */
    public LoadPlan inOrder() {
        return new LoadPlan(seed, false, threads, budgetBytes);
    }
}
