package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.runtime.RoundingError;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.ReferenceRanges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which layers of pico a bound leaves in 8 bits. */
class LayerChoiceTest {
    private static final List<Long> SHAPE = List.of(1L, 3L, 64L, 64L);
    private static final Weights PICO = FormulaWeights.ofVariant("pico");

    private static RoundingError error;
    private static Quantization all;
    private static Map<String, Double> alone;

    @BeforeAll
    static void measure() throws IOException {
        float[] input = Formula.input("choice", SHAPE);
        all = ReferenceRanges.of(Pass.balancing().apply(PICO), SHAPE, input);
        error = RoundingError.of(PICO, new Size(64, 64));
        error.add(input);
        AtomicInteger measured = new AtomicInteger();
        alone = LayerChoice.alone(error, all, measured::incrementAndGet);
        assertThat(measured).hasValue(14);
    }

    @AfterAll
    static void close() {
        error.close();
    }

    @Test
    void withoutABoundAllLayersStay() throws IOException {
        LayerChoice choice = LayerChoice.within(Double.POSITIVE_INFINITY, error, all, alone);
        assertThat(choice.quantization()).isEqualTo(all);
        assertThat(choice.alone().keySet())
                .containsExactlyElementsOf(all.ranges().keySet());
        assertThat(choice.together()).isPositive();
    }

    /** With one fewer the bound would not hold. */
    @Test
    void asManyOfTheWorstLayersAsTheBoundAsksForKeepTheirPrecision() throws IOException {
        double whole =
                LayerChoice.within(Double.POSITIVE_INFINITY, error, all, alone).together();
        LayerChoice choice = LayerChoice.within(whole / 2, error, all, alone);
        List<String> worst = alone.keySet().stream()
                .sorted(Comparator.comparing((String layer) -> alone.getOrDefault(layer, 0.0))
                        .reversed())
                .toList();
        int kept = choice.quantization().kept().size();
        assertThat(kept).isBetween(1, 13);
        assertThat(choice.quantization().kept()).hasSameElementsAs(worst.subList(0, kept));
        assertThat(choice.quantization().ranges()).hasSize(14 - kept);
        assertThat(choice.together()).isLessThanOrEqualTo(whole / 2);
        assertThat(error.of(all.without(worst.subList(0, kept - 1)))).isGreaterThan(whole / 2);
        String table = String.join("\n", choice.lines());
        System.out.println(table);
        assertThat(table).contains("the logits move by ").contains(worst.get(0));
        assertThat(choice.lines())
                .filteredOn(line -> line.endsWith("keeps its precision"))
                .hasSize(kept);
    }

    @Test
    void boundThatNoLayerKeepsIsRefusedWithTheLeastThatOneCosts() {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> LayerChoice.within(1e-9, error, all, alone))
                .withMessageMatching(
                        "--max-error 1\\.0E-9: one layer in 8 bits alone moves the logits by more \\(\\S+\\.(fc[12]|downsample\\.1) by \\S+\\)")
                .satisfies(
                        failure -> assertThat(Failures.of(failure).exitCode()).isEqualTo(ExitCode.PARITY));
    }
}
