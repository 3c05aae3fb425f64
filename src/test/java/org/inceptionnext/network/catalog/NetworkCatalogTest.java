package org.inceptionnext.network.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkFamily;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

class NetworkCatalogTest {
    private static final NetworkCatalog CATALOG = NetworkCatalog.builtin();

    @Test
    void holdsTheNetworksOfEveryFamily() {
        assertThat(CATALOG.families()).extracting(NetworkFamily::title).containsExactly("InceptionNeXt", "YOLOv5");
        assertThat(CATALOG.names())
                .contains("inceptionnext_tiny", "yolov5n", "yolov5_inceptionnext_tiny")
                .doesNotHaveDuplicates();
        assertThat(CATALOG.find("yolov5n")).map(NetworkDefinition::name).hasValue("yolov5n");
        assertThat(CATALOG.find("yolov5")).isEmpty();
    }

    @Test
    void unknownNameIsAnsweredWithAllNames() {
        assertThatThrownBy(() -> CATALOG.get("inceptionnext_huge"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no network inceptionnext_huge; there are ")
                .hasMessageContainingAll("inceptionnext_tiny", "yolov5s");
    }

    @Test
    void checkpointMatchesItsNetworkBest() {
        NetworkDefinition atto = CATALOG.get("inceptionnext_atto");
        NetworkOptions options = new NetworkOptions(7, 1);
        Match best =
                CATALOG.match(FormulaWeights.checkpoint(atto.graph(options))).get(0);
        assertThat(best.definition().name()).isEqualTo("inceptionnext_atto");
        assertThat(best.options()).isEqualTo(options);
        assertThat(best.comparison().isExact()).isTrue();
        assertThat(best.comparison().fitting()).isEqualTo(226);
    }

    @Test
    void extraTensorIsADifference() {
        NetworkDefinition pico = CATALOG.get("inceptionnext_pico");
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(pico.graph(pico.defaultOptions()));
        checkpoint.put("extra", Tensors.ofFloats("extra", List.of(), new float[] {0}));
        Match best = NetworkCatalog.match(List.of(pico), checkpoint).get(0);
        assertThat(best.comparison().unexpected()).containsExactly("extra");
        assertThat(best.comparison().differences()).isEqualTo(1);
    }
}
