package org.inceptionnext.djl.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Weights;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gradient against what the loss does when a weight moves, in float64, where nothing is hidden by rounding. */
@Tag("wide")
class FiniteDifferenceTest {
    private static final double DISTANCE = 1e-3;

    @Test
    void fiftyElementsOfTinysGradientAreTheLossesSlopes() throws Exception {
        Weights weights = FormulaWeights.ofVariant("tiny");
        Graph graph = weights.graph();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                NativeScript script = NativeScript.load(
                        file -> TrainingScript.write(graph, TrainingForm.PLAIN, file), Device.cpu())) {
            JniUtils.setGradMode(true);
            JniUtils.setGraphExecutorOptimize(false);
            List<NDArray> learned = arrays(weights, TrainingScript.learned(graph), manager);
            List<NDArray> statistics = arrays(weights, TrainingScript.statistics(graph), manager);
            learned.forEach(array -> array.setRequiresGradient(true));
            NDArray pictures = manager.create(
                            Formula.input("train_input", List.of(4L, 3L, 32L, 32L)), new Shape(4, 3, 32, 32))
                    .toType(DataType.FLOAT64, true);
            double[] targets = new double[4000];
            targets[7] = 0.5;
            targets[3993] = 0.5;
            NDArray target = manager.create(targets, new Shape(4, 1000));
            List<List<NDArray>> lists = List.of(learned, statistics);
            NDList step = script.record("step", new NDList(pictures, target, manager.create(0f)), lists);

            Random random = new Random(16);
            double worst = 0;
            for (int checked = 0; checked < 50; ) {
                int index = random.nextInt(learned.size());
                NDArray parameter = learned.get(index);
                long element = random.nextLong(parameter.size());
                double gradient = step.get(2 + index).flatten().getDouble(element);
                if (Math.abs(gradient) <= 1e-6) {
                    continue;
                }
                checked++;
                JniUtils.setGradMode(false);
                double slope = slope(parameter, element, () -> loss(script, pictures, target, lists));
                JniUtils.setGradMode(true);
                double relative = Math.abs(slope - gradient) / Math.abs(gradient);
                worst = Math.max(worst, relative);
                assertThat(relative)
                        .as("%s[%d]: gradient %s, slope %s", parameter.getName(), element, gradient, slope)
                        .isLessThan(1e-5);
            }
            System.out.printf("tiny, 50 elements of the gradient: at most %.1e relative from the slope%n", worst);
        }
    }

    private static List<NDArray> arrays(Weights weights, List<Parameter> parameters, NDManager manager)
            throws Exception {
        List<NDArray> arrays = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor tensor = weights.tensor(parameter);
            NDArray array = NativeArrays.create(manager, tensor).toType(DataType.FLOAT64, true);
            array.setName(parameter.name());
            arrays.add(array);
        }
        return arrays;
    }

    /** By four points, so that the error falls with the fourth power of the distance. */
    private static double slope(NDArray parameter, long element, java.util.function.DoubleSupplier loss) {
        double[] losses = new double[4];
        double[] steps = {-2, -1, 1, 2};
        double[] values = parameter.toDoubleArray();
        double value = values[Math.toIntExact(element)];
        for (int i = 0; i < 4; i++) {
            values[Math.toIntExact(element)] = value + steps[i] * DISTANCE;
            parameter.set(values);
            losses[i] = loss.getAsDouble();
        }
        values[Math.toIntExact(element)] = value;
        parameter.set(values);
        return (losses[0] - 8 * losses[1] + 8 * losses[2] - losses[3]) / (12 * DISTANCE);
    }

    private static double loss(NativeScript script, NDArray pictures, NDArray target, List<List<NDArray>> lists) {
        try (NDManager scope = pictures.getManager().newSubManager()) {
            NDArray x = scope.create(0f);
            NDArray logits =
                    script.record("forward", new NDList(pictures, x), lists).singletonOrThrow();
            double loss = -logits.logSoftmax(1).mul(target).sum().getDouble();
            logits.close();
            return loss;
        }
    }
}
