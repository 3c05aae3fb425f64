package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.inceptionnext.testing.Formula;
import org.junit.jupiter.api.Test;

/** Threads, and what is closed when. */
class LifetimeTest {
    private static final int THREADS = 8;
    private static final int PREDICTIONS = 200;
    private static final List<Long> SMALL = List.of(1L, 3L, 32L, 32L);

    @Test
    void manyThreadsGiveWhatOneGives() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class)) {
            List<float[]> expected = logits(model);
            ExecutorService pool = Executors.newFixedThreadPool(THREADS);
            try {
                List<Callable<List<float[]>>> tasks = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    tasks.add(() -> logits(model));
                }
                for (Future<List<float[]>> answer : pool.invokeAll(tasks)) {
                    assertThat(answer.get()).usingRecursiveComparison().isEqualTo(expected);
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void predictorWorksOnAnotherThread() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            float[] here = logits(model, predictor, 0);
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                assertThat(other.submit(() -> logits(model, predictor, 0)).get())
                        .isEqualTo(here);
            } finally {
                other.shutdown();
            }
        }
    }

    @Test
    void modelMayBeClosedBeforeItsPredictors() throws Exception {
        ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
        Predictor<NDList, NDList> predictor = model.newPredictor();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList input = new NDList(input(manager, 0));
            assertThat(predictor.predict(input)).hasSize(1);
            model.close();
            assertThatExceptionOfType(Exception.class).isThrownBy(() -> predictor.predict(input));
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> model.getBlock().forward(new ParameterStore(manager, false), input, false))
                    .withMessage("the model is closed");
        }
        assertThatCode(predictor::close).doesNotThrowAnyException();
        assertThatCode(model::close).doesNotThrowAnyException();
    }

    @Test
    void closingWaitsForRunningPredictions() throws Exception {
        for (int round = 0; round < 20; round++) {
            ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
            AtomicInteger answered = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(4);
            List<Future<Exception>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ends.add(pool.submit(() -> predictUntilClosed(model, answered)));
            }
            while (answered.get() < 4 + round) {
                Thread.onSpinWait();
            }
            model.close();
            for (Future<Exception> end : ends) {
                assertThat(end.get()).isInstanceOfAny(TranslateException.class, IllegalStateException.class);
            }
            pool.shutdown();
        }
    }

    @Test
    void userOwnsTheOutputs() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList outputs;
            try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
                    Predictor<NDList, NDList> predictor = model.newPredictor()) {
                outputs = predictor.predict(new NDList(input(manager, 0)));
            }
            assertThat(outputs.singletonOrThrow().getManager()).isSameAs(manager);
            assertThat(outputs.singletonOrThrow().addi(1).toFloatArray()).hasSize(10);
        }
    }

    @Test
    void blockIsForInferenceOnly() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
                NDManager manager = NDManager.newBaseManager()) {
            NDList input = new NDList(input(manager, 0));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> model.getBlock().forward(new ParameterStore(manager, false), input, true))
                    .withMessageContaining("Train a head on its embedding");
            assertThat(model.getBlock().getParameters().isEmpty()).isTrue();
            assertThat(model.describeInput().get(0).getValue()).isEqualTo(new Shape(-1, 3, -1, -1));
            assertThat(model.describeOutput().get(0).getValue()).isEqualTo(new Shape(-1, 10));
        }
    }

    @Test
    void wrongInputsAreNamed() throws Exception {
        try (ZooModel<NDList, NDList> model = Models.pico(NDList.class, NDList.class);
                NDManager manager = NDManager.newBaseManager()) {
            assertRefused(
                    model, new NDList(manager.zeros(new Shape(3, 64, 64))), "allowed is (batch, 3, height, width)");
            assertRefused(
                    model, new NDList(manager.zeros(new Shape(1, 4, 64, 64))), "allowed is (batch, 3, height, width)");
            assertRefused(
                    model,
                    new NDList(manager.zeros(new Shape(1, 3, 64, 64), DataType.UINT8)),
                    "input of type uint8: allowed is float32");
            assertRefused(model, new NDList(manager.zeros(new Shape(1, 3, 31, 40))), "32");
            NDArray input = input(manager, 0);
            assertRefused(model, new NDList(input, input), "two input arrays; allowed is one batch of pictures");
            NDArray selector = manager.create(0f);
            selector.setName("module_method:backward");
            assertRefused(
                    model,
                    new NDList(input, selector),
                    "no method backward; there are features, embedding, pre_logits, forward");
        }
    }

    private static void assertRefused(ZooModel<NDList, NDList> model, NDList input, String message) {
        NDManager manager = input.get(0).getManager();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.getBlock().forward(new ParameterStore(manager, false), input, false))
                .withMessageContaining(message);
    }

    private static Exception predictUntilClosed(ZooModel<NDList, NDList> model, AtomicInteger answered) {
        try (Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDArray input = input(manager, 0);
            while (true) {
                predictor.predict(new NDList(input)).close();
                answered.incrementAndGet();
            }
        } catch (TranslateException | IllegalStateException e) {
            return e;
        }
    }

    private static List<float[]> logits(ZooModel<NDList, NDList> model) throws TranslateException {
        List<float[]> logits = new ArrayList<>();
        try (Predictor<NDList, NDList> predictor = model.newPredictor()) {
            for (int i = 0; i < PREDICTIONS; i++) {
                logits.add(logits(model, predictor, i % 10));
            }
        }
        return logits;
    }

    private static float[] logits(ZooModel<NDList, NDList> model, Predictor<NDList, NDList> predictor, int seed)
            throws TranslateException {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            return predictor
                    .predict(new NDList(input(manager, seed)))
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static NDArray input(NDManager manager, int seed) {
        return manager.create(Formula.input("input" + seed, SMALL), new Shape(SMALL));
    }
}
