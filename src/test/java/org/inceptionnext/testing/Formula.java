package org.inceptionnext.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The weights that the goldens were made with: every value is a function of the tensor's name, index and role.
 *
 * <p>Source: {@code formula.md} of the golden data: FNV-1a of the name seeds SplitMix64.
 */
public final class Formula {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Formula() {}

    /** Returns the elements of a network's tensor; its role is read from the last part of its name. */
    public static float[] weights(String name, List<Long> shape) {
        String role = name.substring(name.lastIndexOf('.') + 1);
        int count = count(shape);
        return switch (role) {
            case "weight", "in_proj_weight" ->
                shape.size() >= 2 ? fanIn(name, shape) : uniform(name, count, 0.75, 1.25);
            case "bias", "in_proj_bias" -> uniform(name, count, -0.1, 0.1);
            case "running_mean" -> uniform(name, count, -0.2, 0.2);
            case "running_var" -> uniform(name, count, 0.75, 1.25);
            case "gamma" -> uniform(name, count, 0.1, 0.5);
            default -> throw new IllegalArgumentException("no formula for " + name);
        };
    }

    /** Returns the elements of an input of this name and shape. */
    public static float[] input(String name, List<Long> shape) {
        return input(name, shape, -2, 2);
    }

    /** The same between other bounds: the detectors' images are from 0 to 1. */
    public static float[] input(String name, List<Long> shape, double lo, double hi) {
        return uniform(name, count(shape), lo, hi);
    }

    private static float[] fanIn(String name, List<Long> shape) {
        int count = count(shape);
        double a = Math.sqrt(3.0 / (count / shape.get(0)));
        return uniform(name, count, -a, a);
    }

    private static float[] uniform(String name, int count, double lo, double hi) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = hash + (i + 1L) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            double u = (z >>> 40) * 0x1p-24;
            values[i] = (float) (lo + (hi - lo) * u);
        }
        return values;
    }

    private static int count(List<Long> shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return Math.toIntExact(count);
    }
}
