package org.inceptionnext.network.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.Networks;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.api.Test;

/** A network that takes over the normalisation of its images answers to 0..1 what it answered to normalised ones. */
class NormalizationFoldingTest {
    private static final InputNormalization IMAGENET =
            new InputNormalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
    private static final List<Long> SHAPE = List.of(1L, 3L, 32L, 32L);
    private static final Weights PICO = FormulaWeights.of(Networks.graph("pico"));

    /** Weights and images are rounded to float32: a relative 6e-8 each, on logits up to 2. */
    private static final double ROUNDING = 1e-6;

    @Test
    void foldedNetworkAnswersToPlainImagesWhatTheOriginalAnswersToNormalisedOnes() {
        float[] image = Formula.input("input", SHAPE, 0, 1);
        float[] normalised = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            int channel = i / (32 * 32);
            normalised[i] = (float)
                    ((image[i] - IMAGENET.mean().get(channel)) / IMAGENET.std().get(channel));
        }
        Map<String, double[]> expected = new ReferenceNetwork(PICO).run(SHAPE, normalised);
        Weights folded =
                Pass.foldingNormalization(IMAGENET).then(Pass.folding()).apply(PICO);
        double[] actual = new ReferenceNetwork(folded).run(SHAPE, image).getOrDefault("logits", new double[0]);
        double[] logits = expected.getOrDefault("logits", new double[0]);
        double largest = 0;
        for (int i = 0; i < logits.length; i++) {
            largest = Math.max(largest, Math.abs(logits[i] - actual[i]));
        }
        System.out.printf("normalisation folded: logits off by %.1e%n", largest);
        assertThat(actual).containsExactly(logits, within(ROUNDING));
    }

    @Test
    void stemIsComputedInDoubleAndRoundedOnce() throws IOException {
        Weights folded = Pass.foldingNormalization(IMAGENET).apply(PICO);
        float[] weight = elements(PICO, "stem.0.weight");
        float[] bias = elements(PICO, "stem.0.bias");
        float[] expectedWeight = new float[weight.length];
        double[] sums = new double[bias.length];
        for (int i = 0; i < weight.length; i++) {
            int channel = i / 16 % 3;
            expectedWeight[i] = (float) (weight[i] * (1 / IMAGENET.std().get(channel)));
            sums[i / 48] +=
                    weight[i] * (IMAGENET.mean().get(channel) / IMAGENET.std().get(channel));
        }
        assertThat(elements(folded, "stem.0.weight")).containsExactly(expectedWeight);
        for (int o = 0; o < bias.length; o++) {
            assertThat((double) elements(folded, "stem.0.bias")[o]).isCloseTo(bias[o] - sums[o], within(1e-7));
        }
    }

    @Test
    void normalisationIsRecordedAndNeverAppliedTwice() {
        assertThat(PICO.foldedNormalization()).isEmpty();
        Pass pass = Pass.foldingNormalization(IMAGENET);
        Weights folded = pass.then(Pass.folding()).apply(PICO);
        assertThat(folded.foldedNormalization()).contains(IMAGENET);
        assertThatThrownBy(() -> pass.apply(folded))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "these weights contain the normalisation (x - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]"
                                + " already; a second one would be wrong");
        Weights read = PICO.withFoldedNormalization(IMAGENET);
        assertThatThrownBy(() -> pass.apply(read)).isInstanceOf(IllegalStateException.class);
    }

    /** The zeros that a padded convolution sees at the border are not the normalised zeros of an image. */
    @Test
    void networkThatPadsItsImagesIsRefused() {
        GraphBuilder net = GraphBuilder.forImages(3);
        net.output(OutputKind.LOGITS, net.in("stem").convolution(net.input(), 4, Window.same(3, 3), 1));
        Weights weights = FormulaWeights.of(net.build());
        assertThatThrownBy(() -> Pass.foldingNormalization(IMAGENET).apply(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("stem pads the images with zeros");
    }

    private static float[] elements(Weights weights, String name) throws IOException {
        return Optional.ofNullable(weights.tensors().get(name)).orElseThrow().floats();
    }
}
