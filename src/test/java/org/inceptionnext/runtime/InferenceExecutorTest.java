package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceExecutorTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);
    private static final int MOST = 8;

    @TempDir
    Path folder;

    private NDManager manager;
    private NativeModule module;

    @BeforeEach
    void load() throws Exception {
        Path archive = folder.resolve("pico.pt");
        TorchScript.write(FormulaWeights.ofVariant("pico"), DType.F32, archive);
        manager = NDManager.newBaseManager();
        module = NativeModule.load(archive, manager.getDevice());
    }

    @AfterEach
    void close() {
        module.close();
        manager.close();
    }

    private InferenceRequest call(String method, int first) {
        float[] values = Formula.input("pictures", List.of(8L, 3L, 32L, 32L));
        float[] own = Arrays.copyOfRange(values, first * 3072, (first + 1) * 3072);
        return new InferenceRequest(module, method, (PtNDArray) manager.create(own, new Shape(1, 3, 32, 32)), MOST);
    }

    @Test
    void callsInOneBatchGetWhatEachGetsAlone() throws Exception {
        for (String method : List.of("forward", "features")) {
            List<InferenceRequest> calls = List.of(call(method, 0), call(method, 1), call(method, 2));
            assertThat(calls.get(1).canJoin(calls.get(0))).isTrue();
            InferenceRequest.runAll(calls);
            for (int i = 0; i < calls.size(); i++) {
                NDList alone = call(method, i).run();
                NDList together = calls.get(i).result().get();
                assertThat(together).hasSameSizeAs(alone);
                for (int output = 0; output < alone.size(); output++) {
                    assertThat(together.get(output).getShape())
                            .isEqualTo(alone.get(output).getShape());
                    assertThat(together.get(output).toFloatArray())
                            .containsExactly(alone.get(output).toFloatArray(), ROUNDING);
                    assertThat(together.get(output).getManager()).isSameAs(manager);
                }
            }
        }
    }

    /** Seven in parts of at most three. */
    @Test
    void largeBatchGoesInParts() throws Exception {
        PtNDArray seven = (PtNDArray) manager.create(
                Arrays.copyOf(Formula.input("pictures", List.of(8L, 3L, 32L, 32L)), 7 * 3072), new Shape(7, 3, 32, 32));
        for (String method : List.of("forward", "features")) {
            NDList whole = new InferenceRequest(module, method, seven, 3).run();
            for (int i = 0; i < 7; i++) {
                NDList alone = call(method, i).run();
                assertThat(whole).hasSameSizeAs(alone);
                for (int output = 0; output < alone.size(); output++) {
                    assertThat(whole.get(output).getManager()).isSameAs(manager);
                    assertThat(whole.get(output).get(i).toFloatArray())
                            .containsExactly(alone.get(output).toFloatArray(), ROUNDING);
                }
            }
        }
    }

    @Test
    void largePicturesAreNotKeptWaitingForEachOther() {
        Map<Integer, Integer> mostTogether = new TreeMap<>();
        for (int side : new int[] {32, 224, 320, 640}) {
            PtNDArray picture = (PtNDArray) manager.zeros(new Shape(1, 3, side, side));
            mostTogether.put(
                    side, InferenceExecutor.mostTogether(new InferenceRequest(module, "forward", picture, MOST)));
        }
        assertThat(mostTogether).isEqualTo(Map.of(32, 4, 224, 2, 320, 1, 640, 1));
    }

    @Test
    void callsForOtherThingsDoNotJoin() {
        InferenceRequest logits = call("forward", 0);
        PtNDArray larger = (PtNDArray) manager.zeros(new Shape(1, 3, 64, 64));
        PtNDArray two = (PtNDArray) manager.zeros(new Shape(2, 3, 32, 32));
        assertThat(call("embedding", 0).canJoin(logits)).isFalse();
        assertThat(new InferenceRequest(module, "forward", larger, MOST).canJoin(logits))
                .isFalse();
        assertThat(new InferenceRequest(module, "forward", two, MOST).canJoin(logits))
                .isFalse();
    }

    /** A classifier has no {@code raw}. The batch fails; then each runs alone and hears of its own failure. */
    @Test
    void failureReachesEachCaller() {
        List<InferenceRequest> calls = List.of(call("raw", 0), call("raw", 1));
        InferenceRequest.runAll(calls);
        for (InferenceRequest call : calls) {
            assertThat(call.result()).isCompletedExceptionally();
        }
        Throwable thrown = catchThrowable(() -> InferenceExecutor.forward(call("raw", 0)));
        assertThat(thrown).isInstanceOf(RuntimeException.class);
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(thrown.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(InferenceExecutorTest.class.getName()));
    }

    /** Pictures that their manager has freed cannot be read; those beside them in the batch can. */
    @Test
    void badCallDoesNotSpoilTheOneBesideIt() throws Exception {
        InferenceRequest good = call("forward", 0);
        InferenceRequest bad = call("forward", 1);
        bad.pictures().close();
        InferenceRequest.runAll(List.of(good, bad));
        assertThat(good.result().get().get(0).toFloatArray())
                .containsExactly(call("forward", 0).run().get(0).toFloatArray(), ROUNDING);
        assertThat(bad.result()).isCompletedExceptionally();
    }

    @Test
    void callInTheQueueCanBeInterruptedAndOneThatRunsIsWaitedFor() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Future<String> blocker = pool.submit(() -> InferenceExecutor.run(() -> {
            running.countDown();
            await(mayEnd);
            return Thread.currentThread().getName();
        }));
        running.await();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            thrown.set(catchThrowable(() -> InferenceExecutor.forward(call("forward", 0))));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
        assertThat(flag).isTrue();
        mayEnd.countDown();
        assertThat(blocker.get()).isEqualTo("inceptionnext-master");
        pool.shutdown();
        assertThat(InferenceExecutor.forward(call("forward", 0))).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callFromAThreadOfThePoolRunsThere() {
        String inner = InferenceExecutor.run(
                () -> InferenceExecutor.run(() -> Thread.currentThread().getName()));
        assertThat(inner).isEqualTo("inceptionnext-master");
    }

    /** What a worker sets for itself is what torch would give to every thread born later. */
    @Test
    void threadsBornLaterHaveAllCores() throws Exception {
        Engine.getInstance();
        int here = JniUtils.getNumThreads();
        InferenceExecutor.run(() -> "the pool is there");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        assertThat(pool.submit(JniUtils::getNumThreads).get()).isEqualTo(here);
        pool.shutdown();
    }

    @Test
    void errorOfAnErrandIsThrownWhereItIsWaitedFor() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> InferenceExecutor.run(() -> {
                    throw new ArithmeticException("no");
                }))
                .withMessage("no");
    }

    @Test
    void manyCallersOfManyKindsEachGetTheirOwn() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> ends = new ArrayList<>();
        float[] expected = call("forward", 3).run().get(0).toFloatArray();
        float[] embedding = call("embedding", 3).run().get(0).toFloatArray();
        for (int i = 0; i < 200; i++) {
            String method = i % 3 == 0 ? "embedding" : "forward";
            float[] allowed = i % 3 == 0 ? embedding : expected;
            ends.add(pool.submit(() -> {
                float[] found =
                        InferenceExecutor.forward(call(method, 3)).get(0).toFloatArray();
                assertThat(found).containsExactly(allowed, ROUNDING);
                return true;
            }));
        }
        for (Future<Boolean> end : ends) {
            assertThat(end.get()).isTrue();
        }
        pool.shutdown();
    }
}
