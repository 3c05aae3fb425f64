package org.inceptionnext.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a network with {@link Formula} weights answers, in float64, from {@code <variant>.golden.json}.
 *
 * <p>A float32 implementation is compared with the float64 numbers. The yardstick is how far torch's own float32 is from
 * them; {@link #TOLERANCE} yardsticks are allowed, as the goldens' README says.
 */
public record NetworkGolden(String variant, List<Case> cases) {
    /** How many times torch's own float32 error an output may be off. */
    public static final double TOLERANCE = 4;

    /** The same for the packed form on a processor without AVX-512: see {@link #packedTolerance}. */
    private static final double PACKED_TOLERANCE_AVX2 = 5;

    private static final double STATISTICS_TOLERANCE = 5e-7;

    /** Reads the goldens of pico, atto, tiny, small or base. */
    public static NetworkGolden of(String variant) {
        return GoldenResource.read("network/" + variant + ".golden", NetworkGolden.class);
    }

    /** Returns the case of this id, such as {@code 1x3x224x224}. */
    public Case input(String id) {
        return cases.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    }

    /**
     * One input.
     *
     * @param id its shape, such as {@code 1x3x224x224}
     * @param input the input of {@link Formula#input}
     * @param outputs by the graph's names
     */
    public record Case(String id, Input input, Map<String, Expected> outputs) {

        /** Returns all elements of the input, row-major. */
        public float[] inputElements() {
            return Formula.input(input.name(), input.shape());
        }

        /** Returns what an output of this name should be. */
        public Expected expected(String name) {
            return Optional.ofNullable(outputs.get(name)).orElseThrow();
        }

        /**
         * Compares all outputs that a float32 implementation gives, and prints how far each is off.
         *
         * @param implementation how messages name it
         * @param actual all outputs by the graph's names, row-major
         * @throws AssertionError if one is off by more than {@link #TOLERANCE} times torch's own error
         */
        public void check(String implementation, Map<String, float[]> actual) {
            check(implementation, actual, TOLERANCE);
        }

        /** As the other, with another number of yardsticks. */
        public void check(String implementation, Map<String, float[]> actual, double tolerance) {
            assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(outputs.keySet());
            StringBuilder ratios = new StringBuilder();
            Map<String, String> wrong = new LinkedHashMap<>();
            actual.forEach((name, elements) -> {
                Expected expected = expected(name);
                double ratio = expected.ratio(elements);
                ratios.append(String.format(" %s %.2f", name, ratio));
                List<String> statistics = expected.wrongStatistics(elements);
                if (!(ratio <= tolerance) || !statistics.isEmpty()) {
                    wrong.put(name, ratio + " times torch's own error" + statistics);
                }
            });
            System.out.printf("%s %s, difference from float64 over torch's own:%s%n", implementation, id, ratios);
            assertThat(wrong).as(implementation + " " + id).isEmpty();
        }
    }

    public record Input(String name, List<Long> shape, String sha256) {}

    /**
     * Returns {@link #TOLERANCE} for the packed form. oneDNN's kernels for AVX2 alone sum in another order: measured are 4.33
     * times torch's own error, 7.4e-6 in the logits of tiny, where the plain operators of the same processor are at 1.29.
     */
    public static double packedTolerance() {
        return ProcessorFlags.has("avx512f") ? TOLERANCE : PACKED_TOLERANCE_AVX2;
    }

    /**
     * One output.
     *
     * @param maxAbsDiff torch's float32 against float64, over all elements
     * @param maxAbsDiffNoOneDnn the same without oneDNN
     * @param samples float64, all elements or some
     * @param mean of all elements; null where {@code samples} has them all
     * @param std of all elements (divided by n)
     * @param l2 of all elements
     */
    public record Expected(
            List<Long> shape,
            double maxAbsDiff,
            double maxAbsDiffNoOneDnn,
            List<Double> samples,
            Double mean,
            Double std,
            Double l2) {

        /** Returns the largest difference from float64, in units of torch's own. */
        public double ratio(float[] actual) {
            double[] widened = new double[actual.length];
            for (int i = 0; i < actual.length; i++) {
                widened[i] = actual[i];
            }
            return maxAbsDifference(widened) / Math.max(maxAbsDiff, maxAbsDiffNoOneDnn);
        }

        /** Returns the norm of the difference over that of the output, over the samples. */
        public double relativeL2(float[] actual) {
            requireLength(actual.length);
            double squares = 0;
            double norm = 0;
            for (int k = 0; k < samples.size(); k++) {
                squares += Math.pow(actual[sampleIndex(k)] - samples.get(k), 2);
                norm += Math.pow(samples.get(k), 2);
            }
            return Math.sqrt(squares / norm);
        }

        /** Returns the largest difference over the samples, in units of the output. */
        public double maxAbsDifference(double[] actual) {
            requireLength(actual.length);
            double max = 0;
            for (int k = 0; k < samples.size(); k++) {
                double difference = Math.abs(actual[sampleIndex(k)] - samples.get(k));
                max = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(max, difference);
            }
            return max;
        }

        /** Returns what is wrong with the mean, standard deviation and norm of all elements; empty if nothing is. */
        public List<String> wrongStatistics(float[] actual) {
            List<String> wrong = new ArrayList<>();
            if (mean == null) {
                return wrong;
            }
            double sum = 0;
            double squares = 0;
            for (float value : actual) {
                sum += value;
                squares += (double) value * value;
            }
            double actualMean = sum / actual.length;
            double actualStd = Math.sqrt(squares / actual.length - actualMean * actualMean);
            check(wrong, "mean", actualMean, mean, STATISTICS_TOLERANCE);
            check(wrong, "std", actualStd, std, STATISTICS_TOLERANCE);
            check(wrong, "l2", Math.sqrt(squares), l2, STATISTICS_TOLERANCE * l2);
            return wrong;
        }

        private static void check(List<String> wrong, String name, double actual, double expected, double tolerance) {
            if (!(Math.abs(actual - expected) <= tolerance)) {
                wrong.add(name + " is " + actual + ", expected " + expected);
            }
        }

        /** Where the k-th sample stands among all elements. */
        private int sampleIndex(int k) {
            long n = elementCount();
            long count = samples.size();
            return n == count ? k : (int) ((2L * k * (n - 1) + count - 1) / (2 * (count - 1)));
        }

        private long elementCount() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        private void requireLength(int length) {
            if (length != elementCount()) {
                throw new AssertionError("expected " + elementCount() + " elements " + shape + ", got " + length);
            }
        }
    }
}
