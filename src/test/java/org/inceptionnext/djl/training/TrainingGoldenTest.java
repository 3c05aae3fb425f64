package org.inceptionnext.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One step of training against PyTorch with timm; tolerances are the golden README's advice. */
class TrainingGoldenTest {
    private static final int[] LABELS = {0, 3, 7, 9};
    private static final JsonObject GOLDEN = GoldenResource.read("train/forward_backward", JsonObject.class);

    static Graph pico() {
        NetworkDefinition definition = NetworkCatalog.builtin().get("inceptionnext_pico");
        return definition.graph(definition.defaultOptions().withNumClasses(10));
    }

    static NDArray pictures(NDManager manager) {
        return manager.create(Formula.input("train_input", List.of(4L, 3L, 64L, 64L)), new Shape(4, 3, 64, 64));
    }

    static NDArray targets(NDManager manager, double smoothing) {
        float[] targets = new float[40];
        Arrays.fill(targets, (float) (smoothing / 10 / 4));
        for (int i = 0; i < 4; i++) {
            targets[10 * i + LABELS[i]] = (float) ((1 - smoothing + smoothing / 10) / 4);
        }
        return manager.create(targets, new Shape(4, 10));
    }

    static Step step(TrainableBlock block, NDManager scope, double smoothing) {
        return block.step(pictures(scope), targets(scope, smoothing), scope.create(0f));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logitsLossAndAllGradientsAreThoseOfPyTorch(boolean checkpointing) throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TrainableBlock block = TrainableBlock.of(
                        FormulaWeights.of(pico()), TrainingForm.PLAIN.withCheckpointing(checkpointing), manager)) {
            Step step = step(block, manager, 0);

            assertClose(
                    "logits",
                    step.logits().toFloatArray(),
                    GOLDEN.getAsJsonObject("logits").getAsJsonArray("f64"),
                    6e-6);
            assertThat((double) step.loss().getFloat()).isCloseTo(number(GOLDEN, "loss"), within(1e-6));
            JsonArray gradients = GOLDEN.getAsJsonArray("gradients");
            assertThat(block.trained()).hasSize(87).hasSize(gradients.size());
            for (int i = 0; i < gradients.size(); i++) {
                JsonObject golden = gradients.get(i).getAsJsonObject();
                Parameter parameter = block.trained().get(i);
                assertThat(parameter.getName()).isEqualTo(golden.get("name").getAsString());
                checkGradient(golden, step.gradients().get(i).toFloatArray());
            }
            checkStatistics(block);
        }
    }

    @Test
    void theSmoothedLossIsPyTorchsAndTimms() throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TrainableBlock block = TrainableBlock.of(FormulaWeights.of(pico()), TrainingForm.PLAIN, manager)) {
            double loss = step(block, manager, 0.1).loss().getFloat();
            assertThat(loss).isCloseTo(number(GOLDEN, "lossSmoothing01"), within(1e-6));
            assertThat(loss).isCloseTo(number(GOLDEN, "lossSmoothing01Timm"), within(1e-6));
        }
    }

    @Test
    void branchesThatAreDroppedGiveTimmsLogitsAndLoss() throws Exception {
        JsonObject golden =
                GoldenResource.read("train/drop_path", JsonObject.class).getAsJsonObject("network");
        JsonArray masks = golden.getAsJsonArray("masks");
        JsonArray rates = golden.getAsJsonArray("dropProbs");
        float[] factors = new float[20];
        Arrays.fill(factors, 0, 4, 1);
        for (int i = 0; i < 16; i++) {
            float scale = (float) (1 / (1 - rates.get(i / 4).getAsDouble()));
            factors[4 + i] = masks.get(i / 4).getAsJsonArray().get(i % 4).getAsInt() * scale;
        }
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TrainableBlock block =
                        TrainableBlock.of(FormulaWeights.of(pico()), TrainingForm.PLAIN.withDropPath(true), manager)) {
            Step step = block.step(pictures(manager), targets(manager, 0), manager.create(factors, new Shape(5, 4)));

            assertClose(
                    "logits",
                    step.logits().toFloatArray(),
                    golden.getAsJsonObject("logits").getAsJsonArray("f64"),
                    5e-6);
            assertThat((double) step.loss().getFloat()).isCloseTo(number(golden, "loss"), within(2e-6));
        }
    }

    @Test
    void computingInBfloat16StaysNearFloat32() throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TrainableBlock block = TrainableBlock.of(
                        FormulaWeights.of(pico()), TrainingForm.PLAIN.computingIn(DType.BF16), manager)) {
            Step step = step(block, manager, 0);

            assertThat((double) step.loss().getFloat()).isCloseTo(number(GOLDEN, "loss"), within(0.02));
            JsonArray gradients = GOLDEN.getAsJsonArray("gradients");
            for (int i = 0; i < gradients.size(); i++) {
                JsonObject golden = gradients.get(i).getAsJsonObject();
                double norm = golden.getAsJsonObject("f64").get("l2").getAsDouble();
                NDArray gradient = step.gradients().get(i);
                assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT32);
                // Rounding noise is all that there is where the gradient is zero.
                if (norm > 0.05) {
                    assertThat((double) gradient.norm().getFloat())
                            .as(golden.get("name").getAsString())
                            .isCloseTo(norm, withinPercentage(5));
                }
            }
        }
    }

    private static void checkGradient(JsonObject golden, float[] gradient) {
        String name = golden.get("name").getAsString();
        double tolerance = Math.max(5e-7, 4 * golden.get("maxAbsDiff").getAsDouble());
        List<Float> sampled = new ArrayList<>();
        golden.getAsJsonArray("index").forEach(index -> sampled.add(gradient[index.getAsInt()]));
        float[] samples = new float[sampled.size()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sampled.get(i);
        }
        JsonObject f64 = golden.getAsJsonObject("f64");
        assertClose(name, samples, f64.getAsJsonArray("samples"), tolerance);
        double squares = 0;
        double sum = 0;
        for (float element : gradient) {
            squares += (double) element * element;
            sum += element;
        }
        assertThat(Math.sqrt(squares)).as(name).isCloseTo(f64.get("l2").getAsDouble(), within(2e-6));
        assertThat(sum).as(name).isCloseTo(f64.get("sum").getAsDouble(), within(2e-5));
    }

    private static void checkStatistics(TrainableBlock block) throws Exception {
        Map<String, Tensor> tensors = block.tensors();
        for (var element : GOLDEN.getAsJsonArray("runningStats")) {
            JsonObject golden = element.getAsJsonObject();
            String name = golden.get("name").getAsString();
            assertClose(name, Objects.requireNonNull(tensors.get(name)).floats(), golden.getAsJsonArray("f64"), 1e-6);
        }
    }

    static double number(JsonObject golden, String name) {
        return golden.getAsJsonObject(name).get("f64").getAsDouble();
    }

    static void assertClose(String what, float[] actual, JsonArray expected, double tolerance) {
        assertThat(actual).as(what).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as(what + "[" + i + "]")
                    .isCloseTo(expected.get(i).getAsDouble(), within(tolerance));
        }
    }
}
