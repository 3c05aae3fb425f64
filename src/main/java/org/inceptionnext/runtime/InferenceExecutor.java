package org.inceptionnext.runtime;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which networks run on the processor: one small pool for the process.
 *
 * <p>Every thread that calls libtorch becomes the master of an OpenMP team of its own, and from the second team on each
 * parallel region waits for its threads to wake. So callers, however many, never call it themselves. While one call is in
 * flight, the <em>master</em> runs it on all cores; while more are, one <em>worker</em> for each core runs them side by side,
 * and takes several small ones as one batch.
 *
 * <p>{@code -Dinceptionnext.threads=caller} leaves every call on its caller's thread.
 */
final class InferenceExecutor {
    private static final Logger LOGGER = LoggerFactory.getLogger(InferenceExecutor.class);

    /** A worker's batch, of pictures so small that putting them together is what counts. */
    private static final int MAX_BATCH = 4;

    /**
     * A worker's batch, of others: two of 224 x 224. Four leave its cache, which takes an eighth more time in bfloat16 and gains
     * nothing in float32, and whoever comes just after such a batch has begun waits for twice as long.
     */
    private static final long MAX_BATCH_PIXELS = 2 * 224 * 224;

    /** Callers beyond these wait for a place. */
    private static final int MAX_QUEUED = 1024;

    /** How long a worker waits for the callers that it has just answered to ask again, and the first caller for others. */
    private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final boolean ON_CALLERS = "caller".equals(System.getProperty("inceptionnext.threads"));

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition masterWanted = lock.newCondition();
    private final Condition workerWanted = lock.newCondition();
    private final Deque<InferenceRequest> queue = new ArrayDeque<>();
    private final Deque<Runnable> errands = new ArrayDeque<>();
    private final ConcurrencyEstimator concurrency = new ConcurrencyEstimator(GATHERING_NANOS);
    private final int workers;
    private boolean masterRuns;
    private int workersRunning;
    private long workersEnded = System.nanoTime() - GATHERING_NANOS;

    private InferenceExecutor() {
        // Whoever comes first may not have loaded PyTorch's library yet.
        Engine.getEngine(PtEngine.ENGINE_NAME);
        int cores = JniUtils.getNumThreads();
        this.workers = cores > 1 ? cores : 0;
        start("inceptionnext-master", () -> JniUtils.setNumThreads(cores), this::runMaster);
        for (int i = 0; i < workers; i++) {
            start("inceptionnext-worker-" + i, InferenceExecutor::becomeSingleThreaded, this::runWorker);
        }
        // What a worker sets for itself is also what every thread born later in this process would begin with.
        inThread("inceptionnext-restore", () -> JniUtils.setNumThreads(cores));
    }

    private static final class Pool {
        private static final InferenceExecutor SHARED = new InferenceExecutor();
    }

    /** A thread of the pool. */
    private static final class NativeThread extends Thread {
        NativeThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    /** Returns whether the thread that asks is to call libtorch itself. */
    private static boolean runsHere() {
        return ON_CALLERS || Thread.currentThread() instanceof NativeThread;
    }

    /** Runs something on all cores, and returns what it returns; its exception is thrown here. */
    static <T> T run(Supplier<T> errand) {
        return runsHere() ? errand.get() : Pool.SHARED.onMaster(errand);
    }

    /**
     * Runs a network.
     *
     * @throws CancellationException if the thread is interrupted before its turn comes; once it has, the call is waited for
     */
    static NDList forward(InferenceRequest call) {
        if (runsHere() || !call.isOnProcessor()) {
            return call.run();
        }
        return Pool.SHARED.submit(call);
    }

    /** Returns how the threads are used, in words. */
    static String description() {
        Engine.getEngine(PtEngine.ENGINE_NAME);
        return ON_CALLERS
                ? "networks run on the callers' threads (-Dinceptionnext.threads=caller)"
                : "a network runs on " + JniUtils.getNumThreads()
                        + " cores; while several calls are in flight, each on one";
    }

    private static void becomeSingleThreaded() {
        JniUtils.setNumThreads(1);
        // Torch reads the process's number when a thread first asks, and would set it again.
        JniUtils.getNumThreads();
    }

    private static void start(String name, Runnable preparation, Runnable work) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread thread = new NativeThread(
                () -> {
                    complete(ready, () -> {
                        preparation.run();
                        // It costs the first calls time, and has nothing to gain: the operators are fused already.
                        JniUtils.setGraphExecutorOptimize(false);
                        return null;
                    });
                    work.run();
                },
                name);
        thread.start();
        ready.join();
    }

    /** Runs something on a thread that ends with it. */
    private static void inThread(String name, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(
                        () -> complete(done, () -> {
                            work.run();
                            return null;
                        }),
                        name)
                .start();
        done.join();
    }

    private static <T extends @Nullable Object> void complete(CompletableFuture<T> result, Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private <T> T onMaster(Supplier<T> errand) {
        CompletableFuture<T> result = new CompletableFuture<>();
        lock.lock();
        try {
            errands.add(() -> complete(result, errand));
            wake();
        } finally {
            lock.unlock();
        }
        return InferenceRequest.join(result, () -> false);
    }

    private NDList submit(InferenceRequest call) {
        enqueue(call);
        try {
            return InferenceRequest.join(call.result(), () -> withdraw(call));
        } finally {
            lock.lock();
            concurrency.leave();
            lock.unlock();
        }
    }

    private void enqueue(InferenceRequest call) {
        lock.lock();
        try {
            while (queue.size() >= MAX_QUEUED) {
                roomMade.await();
            }
            concurrency.enter(System.nanoTime());
            queue.add(call);
            wake();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a place in the queue");
        } finally {
            lock.unlock();
        }
    }

    /** Takes a call back, if its turn has not come. */
    private boolean withdraw(InferenceRequest call) {
        lock.lock();
        try {
            boolean withdrawn = queue.remove(call);
            roomMade.signal();
            wake();
            return withdrawn;
        } finally {
            lock.unlock();
        }
    }

    private void runMaster() {
        while (true) {
            Runnable work = nextForMaster();
            work.run();
            lock.lock();
            try {
                masterRuns = false;
                wake();
            } finally {
                lock.unlock();
            }
        }
    }

    private Runnable nextForMaster() {
        lock.lock();
        try {
            // The clock is read once for both: whether to wait, and how long. A call whose moment came in between would
            // wait for ever.
            for (long wait = masterWait(); errands.isEmpty() && wait > 0; wait = masterWait()) {
                await(masterWanted, wait);
            }
            masterRuns = true;
            if (!errands.isEmpty()) {
                return errands.remove();
            }
            List<InferenceRequest> call = List.of(queue.remove());
            roomMade.signal();
            return () -> InferenceRequest.runAll(call);
        } finally {
            lock.unlock();
        }
    }

    private long masterWait() {
        boolean othersMayCome = workers > 0 && !queue.isEmpty() && (!workersRest() || isGathering());
        return masterWait(workers, workersRunning, queue.size(), othersMayCome);
    }

    /**
     * Returns how long the master waits: not at all for a lone call; a little for one while others are about to come, or the callers
     * that the workers have just answered to ask again; for ever if nothing is there, or the workers see to it.
     *
     * @param workers how many there are
     * @param running how many of them are at work
     * @param queued the calls that wait
     * @param othersMayCome whether it pays to wait for more
     * @return nanoseconds; 0: the first call is the master's; {@link Long#MAX_VALUE}: until somebody wakes it
     */
    static long masterWait(int workers, int running, int queued, boolean othersMayCome) {
        if (queued == 0 || running > 0 || workers > 0 && queued > 1) {
            return Long.MAX_VALUE;
        }
        return othersMayCome ? GATHERING_NANOS : 0;
    }

    /** Whether it pays to wait until there is enough in the queue for every worker. */
    private boolean isGathering() {
        int enough = workers * mostTogether(queue.element());
        return concurrency.isGathering(queue.size(), enough, System.nanoTime());
    }

    private boolean workersRest() {
        return System.nanoTime() - workersEnded >= GATHERING_NANOS;
    }

    private void runWorker() {
        List<InferenceRequest> batch = List.of();
        while (true) {
            batch = nextForWorker(batch.size());
            InferenceRequest.runAll(batch);
            lock.lock();
            try {
                workersRunning--;
                workersEnded = System.nanoTime();
                wake();
            } finally {
                lock.unlock();
            }
        }
    }

    private List<InferenceRequest> nextForWorker(int lastBatch) {
        lock.lock();
        try {
            gather(lastBatch);
            while (!isBatchForWorker()) {
                await(workerWanted, queue.isEmpty() || masterRuns ? Long.MAX_VALUE : GATHERING_NANOS);
            }
            int share = (queue.size() + workers - workersRunning - 1) / (workers - workersRunning);
            workersRunning++;
            List<InferenceRequest> batch = takeBatch(Math.min(share, mostTogether(queue.element())));
            roomMade.signalAll();
            wake();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Calls that others do not wait for, or one beside those that run. */
    private boolean isBatchForWorker() {
        return !masterRuns && (workersRunning > 0 ? !queue.isEmpty() : queue.size() > 1 && !isGathering());
    }

    /** Waits a little for as many calls as the last batch had. */
    private void gather(int count) {
        long left = GATHERING_NANOS;
        while (count > 1 && queue.size() < count && left > 0) {
            left = await(workerWanted, left);
        }
    }

    /**
     * Wakes those who may have something to do now; whether they have, they see for themselves. Nobody else: on a machine of two
     * cores each thread that wakes for nothing takes one from a network that runs.
     */
    private void wake() {
        if (masterRuns) {
            return;
        }
        boolean isLone = workersRunning == 0 && (workers == 0 ? !queue.isEmpty() : queue.size() == 1);
        if (isLone || !errands.isEmpty()) {
            masterWanted.signal();
        } else if (queue.size() > 1 || workersRunning > 0 && !queue.isEmpty()) {
            workerWanted.signal();
        }
    }

    /**
     * Waits to be woken, at most so long, and returns how much of it is left. An interrupt, which no thread of the pool expects,
     * ends the wait.
     */
    private static long await(Condition condition, long nanos) {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            LOGGER.debug("somebody interrupted a thread of the pool", e);
            return 0;
        }
    }

    /** Returns how many calls like this one a worker runs together at most. */
    static int mostTogether(InferenceRequest first) {
        return (int) Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_PIXELS / first.pixels()));
    }

    /** Takes the first call and those after it that can run together with it. */
    private List<InferenceRequest> takeBatch(int most) {
        InferenceRequest first = queue.remove();
        List<InferenceRequest> batch = new ArrayList<>(List.of(first));
        Iterator<InferenceRequest> others = queue.iterator();
        while (batch.size() < most && others.hasNext()) {
            InferenceRequest other = others.next();
            if (other.canJoin(first)) {
                batch.add(other);
                others.remove();
            }
        }
        return batch;
    }
}
