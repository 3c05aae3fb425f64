package org.inceptionnext.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * What a detector with {@link Formula} weights answers, in float64, from {@code forward-<model>.json}.
 *
 * <p>The tolerances are those that the goldens' README suggests for float32.
 */
public record DetectorGolden(String model, int nc, Input input, List<Case> cases) {
    private static final double RAW_TOLERANCE = 5e-6;
    private static final double PIXEL_TOLERANCE = 2e-3;
    private static final double SCORE_TOLERANCE = 2e-6;
    private static final int SIDES = 4;

    /** Reads the goldens of a model at an input, such as {@code pico-1x3x64x64}. */
    public static DetectorGolden of(String model) {
        return GoldenResource.read("yolo/forward-" + model, DetectorGolden.class);
    }

    /** The name, bounds and shape of the input of {@link Formula#input}. */
    public record Input(String name, double lo, double hi, List<Long> shape, List<Float> first4) {}

    /** Returns all elements of the input, row-major. */
    public float[] inputElements() {
        return Formula.input(input.name(), input.shape(), input.lo(), input.hi());
    }

    /**
     * One eps of the backbone's batch normalisations.
     *
     * @param raw the maps
     * @param decoded the boxes
     */
    public record Case(double backboneBnEps, List<TensorGolden> raw, Decoded decoded) {

        /** Compares raw maps of float32. */
        public void checkRaw(String what, List<float[]> actual) {
            assertThat(actual).hasSameSizeAs(raw);
            for (int i = 0; i < raw.size(); i++) {
                double difference = raw.get(i).check(what + ", raw_" + i, actual.get(i), RAW_TOLERANCE);
                System.out.printf("%s, raw_%d: off by %.1e (%.0e allowed)%n", what, i, difference, RAW_TOLERANCE);
            }
        }

        /** Compares decoded boxes of float32. */
        public void checkDecoded(String what, float[] actual) {
            decoded.tensor().check(what, actual, PIXEL_TOLERANCE);
            double pixels = decoded.largestDifference(actual, 0, SIDES);
            double scores = decoded.largestDifference(
                    actual, SIDES, decoded.rows().get(0).size());
            System.out.printf(
                    "%s: boxes off by %.1e pixels (%.0e allowed), scores by %.1e (%.0e)%n",
                    what, pixels, PIXEL_TOLERANCE, scores, SCORE_TOLERANCE);
            assertThat(pixels).as(what).isLessThanOrEqualTo(PIXEL_TOLERANCE);
            assertThat(scores).as(what).isLessThanOrEqualTo(SCORE_TOLERANCE);
        }
    }

    /** Decoded boxes: what is known of the tensor, and whole rows by their index over batch and boxes. */
    public record Decoded(
            List<Long> shape,
            double mean,
            double std,
            double min,
            double max,
            List<Integer> index,
            List<Double> value,
            List<Integer> rowIndex,
            List<List<Double>> rows) {

        public TensorGolden tensor() {
            return new TensorGolden(shape, mean, std, min, max, index, value);
        }

        /** Returns how far a centre is off at most, in pixels. */
        public double largestCentreDifference(float[] actual) {
            return largestDifference(actual, 0, 2);
        }

        private double largestDifference(float[] actual, int from, int to) {
            double largest = 0;
            for (int i = 0; i < rows.size(); i++) {
                List<Double> row = rows.get(i);
                for (int c = from; c < to; c++) {
                    float found = actual[rowIndex.get(i) * row.size() + c];
                    largest = Math.max(largest, Math.abs(found - row.get(c)));
                }
            }
            return largest;
        }
    }
}
