package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ActivationHistogramTest {

    private static float[] normal(int count) {
        Random random = new Random(1);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Test
    void wholeRangeHoldsEveryNumberAndZero() {
        ActivationHistogram histogram = new ActivationHistogram();
        histogram.add(new float[] {0.25f, 3});
        histogram.add(new float[] {1e-30f, 700});
        assertThat(histogram.whole()).isEqualTo(new ActivationRange(0, 700));
        histogram.add(new float[] {-2});
        assertThat(histogram.whole()).isEqualTo(new ActivationRange(-2, 700));
        assertThat(new ActivationHistogram().whole()).isEqualTo(new ActivationRange(0, 1));
    }

    /** Of a normal distribution 2.3 % lie beyond two deviations on each side. */
    @Test
    void shareThatIsLeftOutIsLeftOutOnEachSide() {
        ActivationHistogram histogram = new ActivationHistogram();
        histogram.add(normal(200_000));
        ActivationRange range = histogram.without(0.02275);
        assertThat(range.min()).isCloseTo(-2, within(0.03));
        assertThat(range.max()).isCloseTo(2, within(0.03));
    }

    /** One number far off would make steps of the whole range coarse for all others. */
    @Test
    void leastSquaresRangeIsNearerToTheNumbersThanTheWhole() {
        float[] numbers = normal(100_000);
        numbers[0] = 40;
        ActivationHistogram histogram = new ActivationHistogram();
        for (int i = 0; i < 10; i++) {
            histogram.add(java.util.Arrays.copyOfRange(numbers, i * 10_000, (i + 1) * 10_000));
        }
        ActivationRange chosen = histogram.leastSquares();
        double whole = squares(numbers, histogram.whole());
        double least = squares(numbers, chosen);
        System.out.printf("squares: whole range %.1f, chosen %s %.1f%n", whole, chosen, least);
        assertThat(chosen.max()).isLessThan(40);
        assertThat(least).isLessThan(whole);
    }

    private static double squares(float[] numbers, ActivationRange range) {
        double sum = 0;
        for (float number : numbers) {
            sum += Math.pow(number - range.number(range.quantized(number)), 2);
        }
        return sum;
    }

    @Test
    void zeroIsOneOfTheStepsAndTheEndsAreTheOutermost() {
        ActivationRange range = new ActivationRange(-0.17, 5.2);
        assertThat(range.number(range.quantized(0))).isZero();
        assertThat(range.quantized(-100)).isZero();
        assertThat(range.quantized(100)).isEqualTo(255);
        assertThat(range.number(range.quantized(3.3))).isCloseTo(3.3, within(range.scale() / 2));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ActivationRange(1, 2))
                .withMessage("a range of activations from 1.0 to 2.0: allowed are numbers around 0");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ActivationHistogram().add(new float[] {Float.NaN}))
                .withMessage("an activation that is NaN");
    }
}
