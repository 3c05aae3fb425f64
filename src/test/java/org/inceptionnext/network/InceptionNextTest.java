package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The graph means what timm's network computes: both in double, so there is no rounding to hide behind.
 *
 * <p>Tolerance: the goldens' README reports 1.2e-14 between torch in float64 and another float64 implementation; ten times
 * that is allowed.
 */
class InceptionNextTest {
    private static final double TOLERANCE = 1.2e-13;

    @ParameterizedTest
    @ValueSource(strings = {"1x3x32x32", "1x3x75x115", "1x3x97x131", "2x3x224x224"})
    void picoIsTimmsNetwork(String input) {
        check("pico", input);
    }

    /** Another band kernel and branch ratio than pico's. */
    @ParameterizedTest
    @ValueSource(strings = {"1x3x97x131"})
    void attoIsTimmsNetwork(String input) {
        check("atto", input);
    }

    private static void check(String variant, String input) {
        NetworkGolden.Case golden = NetworkGolden.of(variant).input(input);
        ReferenceNetwork network = new ReferenceNetwork(FormulaWeights.of(Networks.graph(variant)));
        Map<String, double[]> outputs = network.run(golden);
        assertThat(outputs.keySet())
                .containsExactlyInAnyOrderElementsOf(golden.outputs().keySet());
        golden.outputs().forEach((name, expected) -> {
            double difference = expected.maxAbsDifference(outputs.getOrDefault(name, new double[0]));
            System.out.printf("%s %s %s: largest difference in double %.1e%n", variant, input, name, difference);
            assertThat(difference).as(name).isLessThan(TOLERANCE);
        });
    }

    /** From {@code functions.golden.json}, float64. */
    @ParameterizedTest
    @CsvSource({
        "-5, -1.4332578593401202e-06",
        "-1, -0.15865525393145702",
        "-0.25, -0.10032341857926907",
        "0, 0",
        "1.5, 1.399789198096713"
    })
    void referenceGeluIsTheExactOne(double x, double expected) {
        assertThat(Math.abs(ReferenceNetwork.gelu(x) - expected)).isLessThan(1e-15);
    }
}
