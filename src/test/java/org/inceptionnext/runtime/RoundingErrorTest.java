package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.ReferenceNetwork;
import org.inceptionnext.testing.ReferenceRanges;
import org.inceptionnext.testing.RelativeL2;
import org.junit.jupiter.api.Test;

/** How far answers move, against the same arithmetic in plain Java. */
class RoundingErrorTest {
    private static final List<Long> SHAPE = List.of(1L, 3L, 64L, 64L);
    private static final Size SIZE = new Size(64, 64);

    /** A number halfway between two steps falls to either: of some thousand numbers in a layer few do. */
    private static final double TIES_PERCENT = 2;

    @Test
    void errorOfEachLayerAloneIsThatOfItsArithmetic() throws IOException {
        Weights weights = FormulaWeights.ofVariant("pico");
        Weights balanced = Pass.balancing().apply(weights);
        float[] input = Formula.input("rounding", SHAPE);
        Quantization all = ReferenceRanges.of(balanced, SHAPE, input);
        double[] exact = output(balanced, input, "logits");
        try (RoundingError error = RoundingError.of(weights, SIZE)) {
            assertThat(error.output()).isEqualTo(OutputKind.LOGITS);
            error.add(input);
            for (String layer : all.ranges().keySet()) {
                Quantization alone = all.only(layer);
                double expected = RelativeL2.of(exact, output(Pass.quantize(balanced, alone), input, "logits"));
                double measured = error.of(alone);
                System.out.printf("%s alone: %.3e, in Java %.3e%n", layer, measured, expected);
                assertThat(measured).as(layer).isCloseTo(expected, withinPercentage(TIES_PERCENT));
            }
        }
    }

    @Test
    void ofADetectorTheRawMapsCountAllTogether() throws IOException {
        Weights weights = FormulaWeights.ofDetector("pico");
        Weights balanced = Pass.balancing().apply(weights);
        float[] input = Formula.input("rounding", SHAPE, 0, 1);
        Quantization all = ReferenceRanges.of(balanced, SHAPE, input);
        Quantization last =
                all.only(List.copyOf(all.ranges().keySet()).get(all.ranges().size() - 1));
        double expected = RelativeL2.of(maps(balanced, input), maps(Pass.quantize(balanced, last), input));
        try (RoundingError error = RoundingError.of(weights, SIZE)) {
            assertThat(error.output()).isEqualTo(OutputKind.DETECTOR_MAPS);
            error.add(input);
            error.add(input);
            assertThat(error.of(last)).isCloseTo(expected, withinPercentage(TIES_PERCENT));
        }
    }

    private static double[] output(Weights weights, float[] input, String name) {
        return Objects.requireNonNull(
                new ReferenceNetwork(weights).run(SHAPE, input).get(name));
    }

    private static double[] maps(Weights weights, float[] input) {
        Map<String, double[]> outputs = new ReferenceNetwork(weights).run(SHAPE, input);
        return List.of("raw_0", "raw_1", "raw_2").stream()
                .map(name -> Objects.requireNonNull(outputs.get(name)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
