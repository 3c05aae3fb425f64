package org.inceptionnext.train.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.annotations.SerializedName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.DetectionLoss;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingForm.Statistics;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.djl.training.DetectorStep;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.testing.LossGolden;
import org.inceptionnext.testing.TensorGolden;
import org.inceptionnext.train.optimizer.Optimizer;
import org.inceptionnext.train.optimizer.SgdNesterov;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One whole training step of a small detector against {@code pico-step.json} (PyTorch, float64): raw maps, loss, every gradient, every new
 * value and the running statistics. Tolerances are the goldens' README's: raw maps 5e-6 of a magnitude of 3.6, loss 1e-6, gradients 1e-4.
 */
class DetectorStepTest {
    private static final Detector PICO =
            Yolov5Family.builtin().get("yolov5_inceptionnext_pico").detector(new NetworkOptions(3, 3));

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private record Golden(List<Case> cases) {}

    private record Case(
            String mode,
            LossGolden.Terms loss,
            List<TensorGolden> raw,
            double gradNormBeforeClip,
            Set<String> zeroGradientKeys,
            int numBatchesTracked,
            List<ParameterGolden> parameters,
            List<StatisticGolden> runningStatistics) {}

    private record ParameterGolden(
            String key, @SerializedName("gradL2") double norm, List<Integer> index, double[] grad, double[] after) {}

    private record StatisticGolden(String key, List<Integer> index, double[] after) {}

    private static Case golden(String mode) {
        return GoldenResource.read("yolo/pico-step", Golden.class).cases().stream()
                .filter(each -> each.mode().equals(mode))
                .findFirst()
                .orElseThrow();
    }

    private static DetectionLoss loss(LossGolden golden) {
        return new DetectionLoss(
                new DetectionLoss.Gains(
                        golden.hyper().box(),
                        golden.hyper().obj(),
                        golden.hyper().cls()),
                1,
                1,
                0,
                0,
                golden.balance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "frozen-bn"})
    void aStepIsTheOriginals(String mode) throws Exception {
        Case golden = golden(mode);
        LossGolden targets = LossGolden.of("formula-64-nc3");
        Statistics statistics = new Statistics(0.03, mode.equals("train"));
        TrainableBlock block = TrainableBlock.ofDetector(
                FormulaWeights.of(PICO.graph(), PICO.initialAnchors()),
                TrainingForm.PLAIN.withStatistics(statistics),
                loss(targets),
                manager);
        NDArray input =
                manager.create(Formula.input("input", List.of(2L, 3L, 64L, 64L), 0, 1), new Shape(2, 3, 64, 64));
        checkRaw(golden, block, input);

        DetectorStep step =
                block.step(input, manager.create(0f), TargetArrays.of(TargetAssignmentTest.assigned(targets), manager));
        float[] terms = step.terms().toFloatArray();
        assertThat((double) terms[0]).isCloseTo(golden.loss().box(), within(1e-6));
        assertThat((double) terms[1]).isCloseTo(golden.loss().obj(), within(1e-6));
        assertThat((double) terms[2]).isCloseTo(golden.loss().cls(), within(1e-6));
        checkGradients(golden, block, step.gradients());
        update(golden, block, step);
        checkAfter(golden, block.tensors());
    }

    private void checkRaw(Case golden, TrainableBlock block, NDArray input) throws Exception {
        Map<String, Tensor> before = block.tensors();
        NDList raws = block.forward(new ParameterStore(manager, false), new NDList(input), true);
        for (int map = 0; map < raws.size(); map++) {
            double off = golden.raw().get(map).check("raw " + map, raws.get(map).toFloatArray(), 5e-6);
            System.out.printf("%s, raw_%d: off by %.1e (5e-6 allowed)%n", golden.mode(), map, off);
        }
        // The running statistics have moved.
        block.load(before);
    }

    private static void checkGradients(Case golden, TrainableBlock block, List<NDArray> gradients) {
        Map<String, float[]> byName = new LinkedHashMap<>();
        for (int i = 0; i < gradients.size(); i++) {
            byName.put(block.trained().get(i).getName(), gradients.get(i).toFloatArray());
        }
        double worst = 0;
        for (ParameterGolden parameter : golden.parameters()) {
            float[] found = requireNonNull(byName.remove(parameter.key()), parameter.key());
            double squares = 0;
            for (float each : found) {
                squares += (double) each * each;
            }
            double error = Math.abs(Math.sqrt(squares) - parameter.norm());
            for (int i = 0; i < parameter.grad().length; i++) {
                error = Math.max(
                        error,
                        Math.abs(found[parameter.index().get(i)] - parameter.grad()[i]));
            }
            // Those are 0 but for rounding: a bias right before a normalisation.
            double scale = golden.zeroGradientKeys().contains(parameter.key()) ? 0.01 : parameter.norm();
            worst = Math.max(worst, error / scale);
            assertThat(error).as(parameter.key()).isLessThanOrEqualTo(1e-4 * scale);
        }
        assertThat(byName).isEmpty();
        System.out.printf("%s: gradients off by %.1e of their norm (1e-4 allowed)%n", golden.mode(), worst);
    }

    private void update(Case golden, TrainableBlock block, DetectorStep step) throws Exception {
        List<DetectorGroup> groups = DetectorGroup.of(
                TrainingScript.trained(PICO.graph(), block.form()), new DetectorGroup.Rules(5e-4, true, 1, true));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Parameter parameter : block.trained()) {
            arrays.put(parameter.getName(), parameter.getArray());
        }
        SgdNesterov sgd = new SgdNesterov(0.937);
        try (Optimizer optimizer = new Optimizer(
                sgd, arrays, groups.stream().map(DetectorGroup::parameters).toList(), manager)) {
            double norm = optimizer.clip(step.gradients(), 10);
            assertThat(norm).isCloseTo(golden.gradNormBeforeClip(), within(1e-4 * golden.gradNormBeforeClip()));
            optimizer.step(
                    step.gradients(),
                    DetectorSchedule.rates(groups, new DetectorSchedule.Moment(0.01, 0.01, 0.937, 1)),
                    sgd);
        }
    }

    private static void checkAfter(Case golden, Map<String, Tensor> tensors) throws Exception {
        for (ParameterGolden parameter : golden.parameters()) {
            checkAfter(tensors, parameter.key(), parameter.index(), parameter.after());
        }
        for (StatisticGolden statistic : golden.runningStatistics()) {
            checkAfter(tensors, statistic.key(), statistic.index(), statistic.after());
        }
        Set<Long> counters = new HashSet<>();
        for (Tensor tensor : tensors.values()) {
            if (tensor.name().endsWith("num_batches_tracked")) {
                counters.add(tensor.bytes().getLong());
            }
        }
        assertThat(counters).containsExactly((long) golden.numBatchesTracked());
    }

    private static void checkAfter(Map<String, Tensor> tensors, String key, List<Integer> index, double[] after)
            throws Exception {
        float[] found = requireNonNull(tensors.get(key), key).floats();
        for (int i = 0; i < after.length; i++) {
            assertThat((double) found[index.get(i)])
                    .as(key)
                    .isCloseTo(after[i], within(2e-6 * Math.max(1, Math.abs(after[i]))));
        }
    }
}
