package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

class InceptionNextFamilyTest {

    @Test
    void readsEveryZooFileOnTheClassPath() {
        assertThat(InceptionNextFamily.builtin().definitions().keySet())
                .contains(
                        "inceptionnext_zepto",
                        "inceptionnext_atto",
                        "inceptionnext_tiny",
                        "inceptionnext_small",
                        "inceptionnext_base")
                .contains("inceptionnext_pico");
    }

    /** The count that the embedded model's training reported. */
    @Test
    void zeptoHasTheParametersOfTheEmbeddedModel() {
        Counts counts = Counts.of(Networks.graph("zepto"), 64, 64);
        assertThat(counts.parameters()).isEqualTo(2_053_466);
    }

    @Test
    void optionsAreThoseOfTheCheckpoint() {
        NetworkDefinition tiny = Networks.definition("tiny");
        NetworkOptions options = new NetworkOptions(12, 4);
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(tiny.graph(options));
        assertThat(tiny.optionsOf(checkpoint)).isEqualTo(options);
    }

    @Test
    void optionsThatTheCheckpointDoesNotTellAreThePublished() {
        NetworkDefinition tiny = Networks.definition("tiny");
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(tiny.graph(new NetworkOptions(12, 4)));
        checkpoint.remove("head.fc2.weight");
        checkpoint.put("stem.0.weight", Tensors.ofFloats("stem.0.weight", List.of(2L), new float[] {1, 2}));
        assertThat(tiny.optionsOf(checkpoint)).isEqualTo(new NetworkOptions(1000, 3));
    }

    @Test
    void fewerClassesThanNoneAndFewerChannelsThanOneAreRefused() {
        assertThatThrownBy(() -> new NetworkOptions(-1, 3)).hasMessage("numClasses must be at least 0, but is -1");
        assertThatThrownBy(() -> new NetworkOptions(10, -1)).hasMessage("inChannels must be at least 1, but is -1");
    }

    @Test
    void prefixesAreWhereverTheStemStands() {
        assertThat(InceptionNextFamily.builtin()
                        .prefixes(List.of(
                                "model.stem.0.weight", "stem.0.weight", "x.mystem.0.weight", "ema.a.stem.0.weight")))
                .containsExactly("model.", "", "ema.a.");
    }

    @Test
    void candidatesHaveTheWidthOfTheStem() {
        Map<String, Tensor> atto = FormulaWeights.checkpoint(Networks.graph("atto"));
        assertThat(InceptionNextFamily.builtin().candidates(atto))
                .extracting(NetworkDefinition::name)
                .contains("inceptionnext_atto")
                .doesNotContain("inceptionnext_base");
        assertThat(InceptionNextFamily.builtin().candidates(Map.of()))
                .hasSameSizeAs(InceptionNextFamily.builtin().definitions().values());
    }
}
