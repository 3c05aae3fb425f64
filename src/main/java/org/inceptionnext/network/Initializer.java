package org.inceptionnext.network;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/** What a tensor holds before anything is learned, by its role. */
public final class Initializer {
    /** As timm initialises InceptionNeXt. */
    private static final double STANDARD_DEVIATION = 0.02;

    /** What InceptionNeXt's residual branches begin with. */
    private static final float LAYER_SCALE = 1e-6f;

    private Initializer() {}

    /**
     * Returns a parameter as InceptionNeXt's training begins: weights from a normal distribution (standard deviation .02, cut at 2
     * to both sides of 0, where timm cuts too), biases 0, layer scale 1e-6.
     *
     * @param random where a weight's elements come from; nothing else draws
     * @throws IllegalArgumentException for a detector's anchors, which nothing but its definition knows
     */
    public static Tensor inceptionNext(Parameter parameter, RandomGenerator random) {
        return switch (parameter.role()) {
            case WEIGHT -> truncatedNormal(parameter, random);
            case BIAS -> constant(parameter, 0);
            default -> constant(parameter);
        };
    }

    /**
     * Returns the weight or bias of a layer as PyTorch initialises it: uniform within 1 / sqrt(fan in), its {@code kaiming_uniform}
     * with {@code a = sqrt(5)}.
     *
     * @param weight of the layer that the parameter belongs to
     */
    public static Tensor uniform(Parameter parameter, Parameter weight, RandomGenerator random) {
        double bound = Math.sqrt((double) weight.shape().get(0) / weight.elementCount());
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }

    /**
     * Returns a tensor that begins with one number everywhere: those of normalisations, and layer scale.
     *
     * @throws IllegalArgumentException for other roles
     */
    public static Tensor constant(Parameter parameter) {
        return switch (parameter.role()) {
            case NORM_SCALE, RUNNING_VARIANCE -> constant(parameter, 1);
            case LAYER_SCALE -> constant(parameter, LAYER_SCALE);
            case NORM_SHIFT, RUNNING_MEAN -> constant(parameter, 0);
            case BATCH_COUNTER -> Tensors.ofLongs(parameter.name(), parameter.shape(), new long[1]);
            case WEIGHT, BIAS, ANCHORS, WEIGHT_SCALE ->
                throw new IllegalArgumentException(parameter.name() + " does not begin with a constant");
        };
    }

    private static Tensor truncatedNormal(Parameter parameter, RandomGenerator random) {
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        for (int i = 0; i < values.length; i++) {
            double value;
            do {
                value = random.nextGaussian() * STANDARD_DEVIATION;
            } while (Math.abs(value) > 2);
            values[i] = (float) value;
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }

    private static Tensor constant(Parameter parameter, float value) {
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        Arrays.fill(values, value);
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }
}
