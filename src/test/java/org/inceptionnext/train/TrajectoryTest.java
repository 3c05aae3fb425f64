package org.inceptionnext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.Step;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.optimizer.AdamW;
import org.inceptionnext.train.optimizer.Algorithm;
import org.inceptionnext.train.optimizer.Average;
import org.inceptionnext.train.optimizer.Optimizer;
import org.inceptionnext.train.optimizer.ParameterGroup;
import org.inceptionnext.train.optimizer.SgdNesterov;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Ten steps against PyTorch with timm; tolerances are the golden README's advice. The golden holds each tensor's norm, and single
 * numbers of the logits and losses only; single numbers of tensors are compared after one step, in the gradients' test.
 */
class TrajectoryTest {
    private static final int[] LABELS = {0, 3, 7, 9};
    private static final int STEPS = 10;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static Graph pico() {
        NetworkDefinition definition = NetworkCatalog.builtin().get("inceptionnext_pico");
        return definition.graph(definition.defaultOptions().withNumClasses(10));
    }

    /** A network in training. */
    private record Run(TrainableBlock block, Optimizer optimizer) {}

    private Run run(TrainingForm form, Algorithm algorithm, double decay, boolean allDecay) throws Exception {
        Graph graph = pico();
        TrainableBlock block = TrainableBlock.of(FormulaWeights.of(graph), form, manager);
        List<org.inceptionnext.network.Parameter> trained = TrainingScript.trained(graph, form);
        List<ParameterGroup> groups = allDecay
                ? List.of(new ParameterGroup(
                        trained.stream()
                                .map(org.inceptionnext.network.Parameter::name)
                                .toList(),
                        1,
                        decay))
                : ParameterGroup.of(graph, trained, decay, 1);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Parameter parameter : block.trained()) {
            arrays.put(parameter.getName(), parameter.getArray());
        }
        return new Run(block, new Optimizer(algorithm, arrays, groups, manager));
    }

    private Step step(TrainableBlock block, NDManager scope) {
        float[] targets = new float[40];
        for (int i = 0; i < 4; i++) {
            targets[10 * i + LABELS[i]] = 0.25f;
        }
        return block.step(pictures(scope), scope.create(targets, new Shape(4, 10)), scope.create(0f));
    }

    private static NDArray pictures(NDManager scope) {
        return scope.create(Formula.input("train_input", List.of(4L, 3L, 64L, 64L)), new Shape(4, 3, 64, 64));
    }

    private double[] losses(Run run, double rate, Runnable afterStep) {
        double[] losses = new double[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            try (NDManager scope = manager.newSubManager()) {
                if (i == STEPS) {
                    losses[i] = lossAfter(run.block(), scope);
                    continue;
                }
                Step step = step(run.block(), scope);
                losses[i] = step.loss().getFloat();
                run.optimizer().step(step.gradients(), rate);
                afterStep.run();
            }
        }
        return losses;
    }

    /** Without leaving a trace in the running statistics. */
    private double lossAfter(TrainableBlock block, NDManager scope) {
        try {
            Map<String, Tensor> before = block.tensors();
            double loss = step(block, scope).loss().getFloat();
            block.load(before);
            return loss;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkLosses(JsonObject golden, double[] losses, double tolerance) {
        JsonArray expected = golden.getAsJsonObject("lossPerStep").getAsJsonArray("f64");
        for (int i = 0; i < STEPS; i++) {
            assertThat(losses[i]).as("loss " + i).isCloseTo(expected.get(i).getAsDouble(), within(tolerance));
        }
        assertThat(losses[STEPS])
                .as("loss after")
                .isCloseTo(golden.getAsJsonObject("lossAfter").get("f64").getAsDouble(), within(tolerance));
    }

    private void checkEvaluation(JsonObject golden, TrainableBlock block, double tolerance) {
        try (NDManager scope = manager.newSubManager()) {
            float[] logits = block.evaluate(pictures(scope)).toFloatArray();
            JsonArray expected = golden.getAsJsonObject("evalLogits").getAsJsonArray("f64");
            for (int i = 0; i < logits.length; i++) {
                assertThat((double) logits[i]).isCloseTo(expected.get(i).getAsDouble(), within(tolerance));
            }
        }
    }

    private static double norm(float[] elements) {
        double squares = 0;
        for (float element : elements) {
            squares += (double) element * element;
        }
        return Math.sqrt(squares);
    }

    private static void checkNorms(JsonObject golden, Map<String, Tensor> tensors) throws Exception {
        int checked = 0;
        for (JsonElement element : golden.getAsJsonArray("final")) {
            JsonObject expected = element.getAsJsonObject();
            Tensor tensor =
                    Objects.requireNonNull(tensors.get(expected.get("name").getAsString()));
            if (!tensor.name().endsWith("num_batches_tracked")) {
                assertThat(norm(tensor.floats()))
                        .as(tensor.name())
                        .isCloseTo(expected.get("f64").getAsDouble(), within(1e-5));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(87);
    }

    @Test
    void sgdWithNesterovsMomentumTakesPyTorchsSteps() throws Exception {
        JsonObject golden = GoldenResource.read("train/trajectory_sgd", JsonObject.class);
        Run run = run(TrainingForm.PLAIN, SgdNesterov.DEFAULTS, 1e-4, true);

        checkLosses(golden, losses(run, 0.05, () -> {}), 1e-6);

        checkNorms(golden, run.block().tensors());
        checkEvaluation(golden, run.block(), 3e-5);
    }

    @Test
    void adamWTakesPyTorchsStepsAndTheAverageFollows() throws Exception {
        JsonObject golden = GoldenResource.read("train/trajectory_adamw", JsonObject.class);
        Run run = run(TrainingForm.PLAIN, AdamW.DEFAULTS, 0.05, false);
        try (Average average = new Average(run.block(), 0.9)) {

            checkLosses(golden, losses(run, 1e-3, average::update), 5e-6);

            checkActiveNorms(golden, run.block().tensors());
            checkEvaluation(golden, run.block(), 0.05);
            checkActiveNorms(GoldenResource.read("train/ema", JsonObject.class), average.tensors());
        }
    }

    /**
     * The norms of what the gradient truly moves: where it is zero by mathematics, AdamW makes steps of rounding noise. Those
     * elements stand in the gradients' golden.
     */
    private static void checkActiveNorms(JsonObject golden, Map<String, Tensor> tensors) throws Exception {
        Map<String, Set<Integer>> zeros = zeroGradients();
        int checked = 0;
        for (JsonElement element : golden.getAsJsonArray("final")) {
            JsonObject expected = element.getAsJsonObject();
            String name = expected.get("name").getAsString();
            Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
            if (name.endsWith("running_mean")) {
                continue;
            }
            if (name.endsWith("num_batches_tracked")) {
                long value = expected.has("value")
                        ? expected.get("value").getAsLong()
                        : expected.get("f64").getAsLong();
                assertThat(tensor.bytes().getLong()).as(name).isEqualTo(value);
                continue;
            }
            float[] elements = tensor.floats();
            for (int index : zeros.getOrDefault(name, Set.of())) {
                elements[index] = 0;
            }
            JsonObject norms = expected.has("active") ? expected.getAsJsonObject("active") : expected;
            double tolerance = name.endsWith("running_var") ? 5e-6 : 1e-5;
            assertThat(norm(elements)).as(name).isCloseTo(norms.get("f64").getAsDouble(), within(tolerance));
            checked++;
        }
        assertThat(checked).isGreaterThan(87);
    }

    private static Map<String, Set<Integer>> zeroGradients() {
        Map<String, Set<Integer>> zeros = new HashMap<>();
        JsonObject golden = GoldenResource.read("train/forward_backward", JsonObject.class);
        for (JsonElement element : golden.getAsJsonArray("gradients")) {
            JsonArray ranges = element.getAsJsonObject().getAsJsonArray("zeroRanges");
            Set<Integer> indices = new LinkedHashSet<>();
            for (int i = 0; i < ranges.size(); i += 2) {
                for (int index = ranges.get(i).getAsInt();
                        index < ranges.get(i + 1).getAsInt();
                        index++) {
                    indices.add(index);
                }
            }
            zeros.put(element.getAsJsonObject().get("name").getAsString(), indices);
        }
        return zeros;
    }

    @Test
    void aFrozenBackboneKeepsEveryBitAndItsHeadTakesPyTorchsSteps() throws Exception {
        JsonObject golden = GoldenResource.read("train/trajectory_frozen", JsonObject.class);
        Set<String> frozen = new LinkedHashSet<>();
        TrainingScript.learned(pico()).stream()
                .map(org.inceptionnext.network.Parameter::name)
                .filter(name -> !name.startsWith("head."))
                .forEach(frozen::add);
        Run run = run(TrainingForm.PLAIN.withFrozen(frozen), AdamW.DEFAULTS, 0.05, false);
        Map<String, Tensor> before = run.block().tensors();

        checkLosses(golden, losses(run, 1e-3, () -> {}), 3e-6);

        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : run.block().tensors().entrySet()) {
            if (!entry.getValue()
                    .bytes()
                    .equals(Objects.requireNonNull(before.get(entry.getKey())).bytes())) {
                changed.add(entry.getKey());
            }
        }
        assertThat(changed)
                .containsExactlyElementsOf(golden.getAsJsonArray("changed").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList());
        checkNorms(golden, run.block().tensors());
        checkEvaluation(golden, run.block(), 6e-6);
    }
}
