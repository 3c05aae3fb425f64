package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

class NetworkCatalogTest {

    @Test
    void readsEveryZooFileOnTheClassPath() {
        assertThat(NetworkCatalog.builtin().names())
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
    void unknownNameIsAnsweredWithAllNames() {
        assertThatThrownBy(() -> Networks.CATALOG.get("inceptionnext_huge"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no network inceptionnext_huge; there are ")
                .hasMessageContaining("inceptionnext_tiny");
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
    void optionsBelowOneAreRefused() {
        assertThatThrownBy(() -> new NetworkOptions(0, 3)).hasMessage("numClasses must be at least 1, but is 0");
        assertThatThrownBy(() -> new NetworkOptions(10, -1)).hasMessage("inChannels must be at least 1, but is -1");
    }

    @Test
    void checkpointIsRecognisedWithItsOptions() {
        NetworkDefinition atto = Networks.definition("atto");
        NetworkOptions options = new NetworkOptions(7, 1);
        NetworkCatalog.Match best = Networks.CATALOG
                .match(FormulaWeights.checkpoint(atto.graph(options)))
                .get(0);
        assertThat(best.definition().name()).isEqualTo("inceptionnext_atto");
        assertThat(best.options()).isEqualTo(options);
        assertThat(best.comparison().isExact()).isTrue();
        assertThat(best.comparison().fitting()).isEqualTo(226);
    }

    @Test
    void checkpointWithAnExtraTensorIsRecognisedAsNearly() {
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(Networks.graph("pico"));
        checkpoint.put("extra", Tensors.ofFloats("extra", List.of(), new float[] {0}));
        NetworkCatalog.Match best = Networks.CATALOG.match(checkpoint).get(0);
        assertThat(best.definition().name()).isEqualTo("inceptionnext_pico");
        assertThat(best.comparison().unexpected()).containsExactly("extra");
        assertThat(best.comparison().differences()).isEqualTo(1);
    }
}
