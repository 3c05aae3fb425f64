package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Counts;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.InputTooSmallException;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.UnevenInputSizeException;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.catalog.NetworkCatalog.Match;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorDefinitionTest {

    @Test
    void catalogHasTheDetectorsOfTheZoo() {
        assertThat(Detectors.CATALOG.definitions().keySet())
                .contains(
                        "yolov5_inceptionnext_tiny",
                        "yolov5_inceptionnext_small",
                        "yolov5_inceptionnext_tiny_w050",
                        "yolov5_inceptionnext_tiny_p5fix",
                        "yolov5n",
                        "yolov5x6");
        assertThatThrownBy(() -> Detectors.CATALOG.get("yolov9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no detector yolov9; there are ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov5_inceptionnext_pico", "yolov5n"})
    void optionsAreReadFromACheckpoint(String name) {
        DetectorDefinition definition = Detectors.CATALOG.get(name);
        NetworkOptions options = new NetworkOptions(7, 5);
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(definition.graph(options));
        assertThat(definition.optionsOf(checkpoint)).isEqualTo(options);
        assertThat(definition.optionsOf(Map.of())).isEqualTo(definition.defaultOptions());
    }

    /** The figure is the issue's: the original's builder with the zepto backbone. */
    @Test
    void zeptoHasTheParametersOfTheOriginalsBuilder() {
        DetectorDefinition zepto = Detectors.CATALOG.get("yolov5_inceptionnext_zepto");
        assertThat(zepto.defaultOptions().numClasses()).isEqualTo(3);
        assertThat(Counts.of(zepto.graph(zepto.defaultOptions()), 320, 320).parameters())
                .isEqualTo(2_765_848);
    }

    @Test
    void anotherBackboneMakesAnotherDetectorOfTheSameRows() {
        DetectorDefinition tiny = Detectors.CATALOG.get("yolov5_inceptionnext_tiny");
        DetectorDefinition zepto = Detectors.CATALOG.get("yolov5_inceptionnext_zepto");
        NetworkOptions options = new NetworkOptions(3, 3);
        assertThat(tiny.withBackbone("inceptionnext_zepto").graph(options).parameters())
                .isEqualTo(zepto.graph(options).parameters());
        DetectorDefinition stock = Detectors.CATALOG.get("yolov5n");
        assertThatThrownBy(() -> stock.withBackbone("inceptionnext_zepto"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("yolov5n has no backbone that could be changed: its first row is 'Conv'");
        assertThatThrownBy(() -> tiny.withBackbone("resnet50"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no backbone 'resnet50'; there are inceptionnext_");
    }

    @Test
    void checkpointIsRecognised() {
        Map<String, Tensor> checkpoint = FormulaWeights.checkpoint(
                Detectors.CATALOG.get("yolov5_inceptionnext_tiny_p5fix").graph(new NetworkOptions(2, 3)));
        Match best = NetworkCatalog.match(Detectors.CATALOG.definitions().values(), checkpoint)
                .get(0);
        assertThat(best.definition().name()).isEqualTo("yolov5_inceptionnext_tiny_p5fix");
        assertThat(best.options().numClasses()).isEqualTo(2);
        assertThat(best.comparison().isExact()).isTrue();
    }

    @Test
    void sizesAtWhichMapsDoNotMeetAreRefused() {
        Graph graph = Detectors.registered("pico", 3).graph();
        graph.checkInputSize(32, 320);
        assertThatThrownBy(() -> graph.checkInputSize(104, 64))
                .isInstanceOf(UnevenInputSizeException.class)
                .hasMessage("An input of 104x64 (height x width) does not fit this network: maps of 12x8 and 13x8 meet"
                        + " at model.8. Height and width that are multiples of 32 do.");
        assertThatThrownBy(() -> graph.checkInputSize(16, 64)).isInstanceOf(InputTooSmallException.class);
    }
}
