package org.inceptionnext.spark;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.inceptionnext.djl.ModelRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of an executor: one for each request, which all its tasks share. A model that no task has used for a while is closed;
 * the others end with the process.
 */
final class SharedModels {
    private static final Logger LOGGER = LoggerFactory.getLogger(SharedModels.class);
    private static final long IDLE_SECONDS = 300;
    private static final Map<Key, Shared> MODELS = new ConcurrentHashMap<>();

    private SharedModels() {}

    /**
     * Which model.
     *
     * @param answer the type of its answers
     * @param device where it runs; empty for DJL's choice
     */
    private record Key(ModelRequest request, Class<?> answer, String device) {}

    /**
     * A task's use of a model.
     *
     * @param model belongs to all tasks
     */
    record Lease<O>(ZooModel<byte[], O> model, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /**
     * Begins to use a model, which is loaded if no task has done so; others wait meanwhile. Close the lease.
     *
     * @throws NativeLibraryException if another class loader of this JVM has loaded PyTorch
     */
    static <O> Lease<O> lease(ModelRequest request, Class<O> answer) throws ModelException, IOException {
        Key key = new Key(request, answer, device());
        Shared shared = MODELS.computeIfAbsent(key, Shared::new);
        @SuppressWarnings("unchecked") // the key has the type
        ZooModel<byte[], O> model = (ZooModel<byte[], O>) shared.begin();
        return new Lease<>(model, shared::end);
    }

    /** Returns how many models are loaded. */
    static long loaded() {
        return MODELS.values().stream().filter(Shared::isLoaded).count();
    }

    /** Closes what no task uses. */
    static void closeIdle() {
        MODELS.values().forEach(shared -> shared.closeIfIdleSince(Long.MAX_VALUE));
    }

    /** Returns the GPU that Spark gave the task; empty if it gave none. */
    private static String device() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpu = task == null ? null : task.resourcesJMap().get("gpu");
        return gpu == null || gpu.addresses().length == 0 ? "" : "gpu" + gpu.addresses()[0];
    }

    private static final class Shared {
        private final Key key;
        private @Nullable ZooModel<?, ?> model;
        private int users;
        private long uses;

        Shared(Key key) {
            this.key = key;
        }

        synchronized ZooModel<?, ?> begin() throws ModelException, IOException {
            ZooModel<?, ?> ready = model;
            if (ready == null) {
                ready = load(key);
                model = ready;
            }
            users++;
            uses++;
            return ready;
        }

        synchronized void end() {
            users--;
            if (users == 0) {
                long last = uses;
                after(idleSeconds()).execute(() -> closeIfIdleSince(last));
            }
        }

        synchronized boolean isLoaded() {
            return model != null;
        }

        /** Closes the model, unless a task uses it or has used it since. */
        synchronized void closeIfIdleSince(long lastUse) {
            ZooModel<?, ?> idle = model;
            if (idle != null && users == 0 && uses <= lastUse) {
                model = null;
                idle.close();
                LOGGER.info("{} is closed: no task used it", key.request().model());
            }
        }
    }

    /** A thread of the JDK, so that nothing of ours lives as long as the process. */
    private static Executor after(long seconds) {
        return CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS);
    }

    private static long idleSeconds() {
        SparkEnv environment = SparkEnv.get();
        return environment == null
                ? IDLE_SECONDS
                : environment.conf().getTimeAsSeconds("spark.inceptionnext.idleTime", IDLE_SECONDS + "s");
    }

    private static ZooModel<?, ?> load(Key key) throws ModelException, IOException {
        ExecutorCores.claim();
        ModelRequest request =
                key.request().with("weights", SharedModels::added).with("labels", SharedModels::added);
        try {
            return request.load(key.answer(), key.device().isEmpty() ? null : Device.fromName(key.device()));
        } catch (RuntimeException e) {
            throw NativeLibraryException.of(e);
        } catch (LinkageError e) {
            throw NativeLibraryException.of(e);
        }
    }

    /** A name of a file that {@code SparkContext.addFile} has brought is that file. */
    private static String added(String value) {
        if (SparkEnv.get() == null || value.contains(":")) {
            return value;
        }
        Path file = Path.of(SparkFiles.getRootDirectory()).resolve(value);
        return Files.exists(file) ? file.toString() : value;
    }
}
