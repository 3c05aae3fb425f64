package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A classifier's weights in a detector's backbone. */
class BackboneWeightsTest {
    private static final String LEFT_OUT =
            "; 6 of the classifier are left out: head.fc1.weight, head.fc1.bias, head.norm.weight, head.norm.bias,"
                    + " head.fc2.weight, head.fc2.bias";

    @ParameterizedTest
    @CsvSource({"tiny, 316", "small, 604"})
    void allButTheHeadOfAClassifierFits(String variant, int tensors) {
        BackboneWeights backbone =
                BackboneWeights.of(Detectors.registered(variant, 80), classifier("inceptionnext_" + variant));
        assertThat(backbone.tensors()).hasSize(tensors).containsKey("model.0.stem.0.weight");
        assertThat(backbone.unfit()).isEmpty();
        assertThat(backbone.summary()).isEqualTo(tensors + " of " + tensors + " tensors of the backbone" + LEFT_OUT);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Map<String, Tensor> tiny = classifier("inceptionnext_tiny");
        tiny.remove("stem.0.bias");
        BackboneWeights backbone = BackboneWeights.of(Detectors.registered("tiny", 80), tiny);
        assertThat(backbone.unfit()).containsExactly("model.0.stem.0.bias");
        assertThat(backbone.summary()).startsWith("315 of 316 tensors of the backbone; ");
        assertThat(BackboneWeights.of(Detectors.registered("tiny", 80), classifier("inceptionnext_pico"))
                        .unfit())
                .isNotEmpty();
    }

    private static Map<String, Tensor> classifier(String name) {
        NetworkDefinition network = NetworkCatalog.builtin().get(name);
        return new LinkedHashMap<>(FormulaWeights.checkpoint(network.graph(network.defaultOptions())));
    }
}
