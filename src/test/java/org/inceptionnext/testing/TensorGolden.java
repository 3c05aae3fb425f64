package org.inceptionnext.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor as the detectors' goldens describe it.
 *
 * @param index flat row-major positions of {@code value}
 */
public record TensorGolden(
        List<Long> shape, double mean, double std, double min, double max, List<Integer> index, List<Double> value) {

    /**
     * Compares all that is known of the tensor, and returns the largest difference of an element.
     *
     * @param tolerance of an element; mean, standard deviation, minimum and maximum cannot be off by more
     */
    public double check(String what, double[] actual, double tolerance) {
        assertThat(actual).as(what).hasSize(Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact)));
        double largest = 0;
        for (int i = 0; i < index.size(); i++) {
            largest = Math.max(largest, Math.abs(actual[index.get(i)] - value.get(i)));
        }
        assertThat(largest).as(what).isLessThanOrEqualTo(tolerance);
        double mean = Arrays.stream(actual).average().orElseThrow();
        double variance = Arrays.stream(actual)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        // The file's numbers have 13 digits.
        double printed = tolerance + 1e-12 * Math.max(Math.abs(min), Math.abs(max));
        assertThat(mean).as(what + ", mean").isCloseTo(this.mean, within(printed));
        assertThat(Math.sqrt(variance)).as(what + ", std").isCloseTo(std, within(printed));
        assertThat(Arrays.stream(actual).min().orElseThrow()).as(what + ", min").isCloseTo(min, within(printed));
        assertThat(Arrays.stream(actual).max().orElseThrow()).as(what + ", max").isCloseTo(max, within(printed));
        return largest;
    }

    /** The same for float32. */
    public double check(String what, float[] actual, double tolerance) {
        double[] doubles = new double[actual.length];
        for (int i = 0; i < actual.length; i++) {
            doubles[i] = actual[i];
        }
        return check(what, doubles, tolerance);
    }
}
