package org.inceptionnext.train.run;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The one thread on which a run calls native code: each thread that does becomes the master of an OpenMP team of its own, and
 * PyTorch keeps for each whether gradients are recorded.
 */
final class TrainingThread {

    private TrainingThread() {}

    /** What runs on it. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Returns how many threads compute one operation. */
    static int threads() {
        Engine.getEngine("PyTorch");
        return JniUtils.getNumThreads();
    }

    /**
     * Runs something on a thread of its own, and waits for it even when interrupted: native code cannot be left.
     *
     * @return what it returns; its exception is thrown here
     */
    static <T> T call(Work<T> work) throws IOException {
        int cores = threads();
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        JniUtils.setNumThreads(cores);
                        JniUtils.setGraphExecutorOptimize(false);
                        result.complete(work.run());
                    } catch (IOException | RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                },
                "inceptionnext-training");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            } else if (e.getCause() instanceof Error cause) {
                throw cause;
            } else if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
