package org.inceptionnext.cli;

import ai.djl.engine.Engine;
import org.inceptionnext.djl.InceptionNextRuntime;
import org.slf4j.LoggerFactory;

/** Loads PyTorch's library on a thread of its own, while the command reads what it needs it for. */
final class EngineStart {
    private EngineStart() {}

    /** Begins. Whoever then asks for the engine waits for it, and hears of an error. */
    static void begin() {
        // Two threads that both log first would have SLF4J say so on standard error.
        LoggerFactory.getILoggerFactory();
        Thread thread = new Thread(EngineStart::load, "inx-engine");
        thread.setDaemon(true);
        thread.start();
        // A process that ended while the library is being loaded would crash.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(thread), "inx-engine-exit"));
    }

    private static void load() {
        try {
            if (System.getenv("MALLOC_TRIM_THRESHOLD_") == null) {
                // The launcher's environment has tuned it already.
                InceptionNextRuntime.tuneAllocator();
            }
            Engine.getInstance();
        } catch (RuntimeException | LinkageError e) {
            // Thrown again where the engine is asked for.
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
