package org.inceptionnext.runtime;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A request to run a network: which method of which module, on which pictures. Its results belong to the manager of its pictures. */
final class InferenceRequest {
    private final NativeModule module;
    private final String method;
    private final PtNDArray pictures;
    private final int most;
    private final CompletableFuture<NDList> result = new CompletableFuture<>();

    /**
     * Makes a request.
     *
     * @param method of the module
     * @param pictures a batch
     * @param most how many pictures go through the network at once on the processor; a larger batch goes in parts
     */
    InferenceRequest(NativeModule module, String method, PtNDArray pictures, int most) {
        this.module = module;
        this.method = method;
        this.pictures = pictures;
        this.most = most;
    }

    PtNDArray pictures() {
        return pictures;
    }

    CompletableFuture<NDList> result() {
        return result;
    }

    /** Runs it here and now. */
    NDList run() {
        return isOnProcessor() && count() > most ? runInParts() : module.run(method, pictures, pictures.getManager());
    }

    private long count() {
        return pictures.getShape().get(0);
    }

    private NDList runInParts() {
        // As few as can be, and of one size as far as that goes.
        long count = count();
        long parts = (count + most - 1) / most;
        List<NDList> answers = new ArrayList<>();
        try (NDManager scope = module.manager().newSubManager()) {
            for (long i = 0; i < parts; i++) {
                String range = i * count / parts + ":" + (i + 1) * count / parts;
                PtNDArray part = (PtNDArray) pictures.get(scope, new NDIndex(range));
                answers.add(module.run(method, part, scope));
            }
            NDList whole = new NDList();
            for (int output = 0; output < answers.get(0).size(); output++) {
                int index = output;
                NDArray joined = NDArrays.concat(
                        answers.stream().map(answer -> answer.get(index)).collect(Collectors.toCollection(NDList::new)),
                        0);
                joined.attach(pictures.getManager());
                whole.add(joined);
            }
            return whole;
        }
    }

    /** Returns whether it runs on the processor. */
    boolean isOnProcessor() {
        return !module.device().isGpu();
    }

    /** Returns the number of pixels of each picture. */
    long pixels() {
        Shape shape = pictures.getShape();
        return shape.dimension() == 4 ? Math.max(1, shape.get(2) * shape.get(3)) : 1;
    }

    /** Returns whether both are single pictures of one size for the same purpose, so that one batch can hold them. */
    boolean canJoin(InferenceRequest other) {
        Shape shape = pictures.getShape();
        return module == other.module
                && method.equals(other.method)
                && shape.get(0) == 1
                && shape.equals(other.pictures.getShape());
    }

    /** Runs calls that can join as one batch, and gives each its result or what went wrong. */
    static void runAll(List<InferenceRequest> calls) {
        if (calls.size() > 1) {
            try {
                runBatch(calls);
                return;
            } catch (RuntimeException | Error e) {
                // Whose fault it was shows when each runs alone.
            }
        }
        calls.forEach(InferenceRequest::runAlone);
    }

    private void runAlone() {
        try {
            result.complete(run());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static void runBatch(List<InferenceRequest> calls) {
        InferenceRequest first = calls.get(0);
        List<NDList> parts = new ArrayList<>();
        // Of the module: a caller's manager may end as soon as that caller has its result.
        try (NDManager scope = first.module.manager().newSubManager()) {
            NDArray[] single = calls.stream().map(call -> call.pictures).toArray(NDArray[]::new);
            PtNDArray batch = (PtNDArray) NDArrays.concat(new NDList(single), 0);
            batch.attach(scope);
            NDList outputs = first.module.run(first.method, batch, scope);
            for (int i = 0; i < calls.size(); i++) {
                parts.add(part(outputs, i, calls.get(i).pictures.getManager()));
            }
        }
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).result.complete(parts.get(i));
        }
    }

    private static NDList part(NDList outputs, int index, NDManager target) {
        NDList own = new NDList();
        for (NDArray output : outputs) {
            try (NDArray view = output.get(new NDIndex(index + ":" + (index + 1)))) {
                NDArray copy = view.duplicate();
                copy.attach(target);
                copy.setName(output.getName());
                own.add(copy);
            }
        }
        return own;
    }

    /**
     * Waits for a result. An interrupt ends that only while {@code withdraw} still can: a caller that left would free the
     * pictures under the running network. Its flag stays set.
     */
    static <T> T join(CompletableFuture<T> result, BooleanSupplier withdraw) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (withdraw.getAsBoolean()) {
                        throw new CancellationException("interrupted before the network ran");
                    }
                } catch (ExecutionException e) {
                    throw here(requireNonNull(e.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The exception of another thread, with the place where this one waited. */
    private static RuntimeException here(Throwable thrown) {
        thrown.addSuppressed(new IllegalStateException("called here"));
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
