package org.inceptionnext.bench.rivals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;

/** Weights for a network whose speed is asked for, not its answers: random, in the ranges of trained ones, always the same. */
final class RandomWeights {
    private RandomWeights() {}

    /** Returns a tensor for each parameter. A detector's anchors are {@code anchors}. */
    static Map<String, Tensor> of(Graph graph, Map<String, Tensor> anchors) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            Tensor anchor = anchors.get(parameter.name());
            tensors.put(parameter.name(), anchor == null ? tensor(parameter) : anchor);
        }
        return tensors;
    }

    private static Tensor tensor(Parameter parameter) {
        if (parameter.dtype() == DType.I64) {
            return Tensors.ofLongs(parameter.name(), parameter.shape(), new long[] {1});
        }
        return switch (parameter.role()) {
            case WEIGHT -> uniform(parameter, -limit(parameter), limit(parameter));
            case BIAS, NORM_SHIFT -> uniform(parameter, -0.1, 0.1);
            case RUNNING_MEAN -> uniform(parameter, -0.2, 0.2);
            case NORM_SCALE, RUNNING_VARIANCE -> uniform(parameter, 0.75, 1.25);
            case LAYER_SCALE -> uniform(parameter, 0.1, 0.5);
            case ANCHORS, BATCH_COUNTER, WEIGHT_SCALE ->
                throw new IllegalArgumentException("no random values for " + parameter.name());
        };
    }

    /** Keeps the variance from layer to layer. */
    private static double limit(Parameter parameter) {
        return Math.sqrt(3.0 * parameter.shape().get(0) / parameter.elementCount());
    }

    private static Tensor uniform(Parameter parameter, double from, double to) {
        SplittableRandom random = new SplittableRandom(parameter.name().hashCode());
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from + (to - from) * random.nextDouble());
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }
}
