package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.testing.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own trainer on a model of this zoo. */
class TrainableModelTest {

    private static ZooModel<NDList, NDList> pico(int classes) throws Exception {
        return Models.picoCriteria(NDList.class, NDList.class)
                .optArgument("trainParam", "true")
                .optArgument("numClasses", classes)
                .build()
                .loadModel();
    }

    private static DefaultTrainingConfig config() {
        return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .addTrainingListeners(TrainingListener.Defaults.basic())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(1e-3f))
                        .build());
    }

    private static ArrayDataset dataset(NDManager manager) {
        NDArray pictures =
                manager.create(Formula.input("pictures", List.of(8L, 3L, 32L, 32L)), new Shape(8, 3, 32, 32));
        NDArray labels = manager.create(new float[] {0, 1, 2, 0, 1, 2, 0, 1});
        return new ArrayDataset.Builder()
                .setData(pictures)
                .optLabels(labels)
                .setSampling(4, false)
                .build();
    }

    private static Map<String, float[]> floats(ZooModel<NDList, NDList> model) {
        Map<String, float[]> floats = new LinkedHashMap<>();
        model.getBlock().getParameters().forEach(pair -> {
            NDArray array = pair.getValue().getArray();
            if (array.getDataType().isFloating()) {
                floats.put(pair.getKey(), array.toFloatArray());
            }
        });
        return floats;
    }

    @Test
    void easyTrainLearnsAndTheParametersAreSavedAndLoadedBack(@TempDir Path folder) throws Exception {
        try (ZooModel<NDList, NDList> model = pico(3)) {
            assertThat(model.getProperty("begin"))
                    .isEqualTo("112 of 114 tensors taken, 2 new: head.fc2.weight, head.fc2.bias");
            assertThat(model.getBlock().getParameters().keys())
                    .contains("stages.1.downsample.0.running_mean", "stem.0.weight");
            Map<String, float[]> before = floats(model);
            try (Trainer trainer = model.newTrainer(config())) {
                trainer.initialize(new Shape(4, 3, 32, 32));
                EasyTrain.fit(trainer, 8, dataset(trainer.getManager()), null);
                assertThat(trainer.getTrainingResult().getTrainLoss()).isLessThan(0.5f);
            }
            Map<String, float[]> after = floats(model);
            assertThat(after.get("stem.0.weight")).isNotEqualTo(before.get("stem.0.weight"));
            assertThat(after.get("stem.1.running_mean")).isNotEqualTo(before.get("stem.1.running_mean"));

            model.save(folder, "trained");
            try (ZooModel<NDList, NDList> other = pico(3)) {
                other.getWrappedModel().load(folder, "trained");
                Map<String, float[]> loaded = floats(other);
                assertThat(loaded.keySet()).isEqualTo(after.keySet());
                after.forEach(
                        (name, values) -> assertThat(loaded.get(name)).as(name).isEqualTo(values));
            }
        }
    }

    @Test
    void aFrozenScopeKeepsItsValuesAndItsStatistics() throws Exception {
        try (ZooModel<NDList, NDList> model = pico(3);
                Trainer trainer = model.newTrainer(config())) {
            model.getBlock()
                    .freezeParameters(true, parameter -> parameter.getName().startsWith("stem."));
            Map<String, float[]> before = floats(model);
            trainer.initialize(new Shape(4, 3, 32, 32));

            EasyTrain.fit(trainer, 1, dataset(trainer.getManager()), null);

            Map<String, float[]> after = floats(model);
            before.forEach((name, values) -> {
                if (name.startsWith("stem.")) {
                    assertThat(after.get(name)).as(name).isEqualTo(values);
                }
            });
            assertThat(after.get("stages.0.blocks.0.norm.running_mean"))
                    .isNotEqualTo(before.get("stages.0.blocks.0.norm.running_mean"));
        }
    }

    @Test
    void aTrainableModelAnswersAsTheCompiledOne() throws Exception {
        try (ZooModel<NDList, NDList> trainable = pico(10);
                ZooModel<NDList, NDList> compiled = Models.pico(NDList.class, NDList.class);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList pictures = new NDList(
                    manager.create(Formula.input("pictures", List.of(1L, 3L, 64L, 64L)), new Shape(1, 3, 64, 64)));
            float[] a = trainable
                    .newPredictor()
                    .predict(pictures)
                    .singletonOrThrow()
                    .toFloatArray();
            float[] b =
                    compiled.newPredictor().predict(pictures).singletonOrThrow().toFloatArray();
            for (int i = 0; i < a.length; i++) {
                assertThat(Math.abs(a[i] - b[i])).isLessThan(1e-5f);
            }
        }
    }

    @Test
    void halfPrecisionIsRefused() {
        assertThatThrownBy(() -> Models.picoCriteria(NDList.class, NDList.class)
                        .optArgument("trainParam", "true")
                        .optArgument("dtype", "float16")
                        .build()
                        .loadModel())
                .hasStackTraceContaining(
                        "argument dtype: found \"float16\", allowed float32 or bfloat16, since the model is to be trained");
    }
}
