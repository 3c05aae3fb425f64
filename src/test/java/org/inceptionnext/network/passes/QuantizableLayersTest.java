package org.inceptionnext.network.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers are put in 8 bits, and that nothing but these changes. */
class QuantizableLayersTest {

    private static List<String> layers(Weights weights) {
        return Pass.quantizable(Pass.balancing().apply(weights)).stream()
                .map(Node::scope)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"pico, 5", "atto, 12", "tiny, 18"})
    void linearLayersOfBlocksWhatStandsBetweenStagesAndTheLast(String variant, int blocks) {
        assertThat(layers(FormulaWeights.ofVariant(variant)))
                .hasSize(2 * blocks + 3 + 1)
                .allMatch(scope ->
                        scope.matches("stages\\.\\d\\.(blocks\\.\\d+\\.mlp\\.fc[12]|downsample\\.1)|head\\.fc2"))
                .endsWith("head.fc2")
                .doesNotHaveDuplicates();
    }

    /** Its neck and head have 1x1 convolutions, too, which keep their precision. */
    @Test
    void ofADetectorThoseOfItsBackboneOnly() {
        List<String> ofBackbone = layers(FormulaWeights.ofVariant("pico")).stream()
                .filter(layer -> layer.startsWith("stages."))
                .toList();
        List<String> ofDetector = layers(FormulaWeights.ofDetector("pico"));
        assertThat(ofDetector).hasSameSizeAs(ofBackbone);
        for (int i = 0; i < ofBackbone.size(); i++) {
            assertThat(ofDetector.get(i)).endsWith("." + ofBackbone.get(i).replaceFirst("^stages\\.\\d\\.", ""));
        }
    }

    @Test
    void detectorWithoutInceptionNextHasNone() {
        Detector detector = Yolov5Family.builtin()
                .get("yolov5n")
                .detector(NetworkCatalog.builtin().get("yolov5n").defaultOptions());
        assertThat(layers(FormulaWeights.of(detector.graph(), detector.initialAnchors())))
                .isEmpty();
    }

    @Test
    void balancedDetectorAnswersTheSame() {
        Weights weights = FormulaWeights.ofDetector("pico");
        List<Long> shape = List.of(1L, 3L, 64L, 64L);
        float[] input = Formula.input("balanced", shape, 0, 1);
        Map<String, double[]> before = new ReferenceNetwork(weights).run(shape, input);
        Map<String, double[]> after = new ReferenceNetwork(Pass.balancing().apply(weights)).run(shape, input);
        for (String map : List.of("raw_0", "raw_1", "raw_2")) {
            double[] expected = Objects.requireNonNull(before.get(map));
            // Half a unit in the last place of each weight that a normalisation was folded into, twice.
            assertThat(Objects.requireNonNull(after.get(map)))
                    .as(map)
                    .hasSameSizeAs(expected)
                    .containsExactly(expected, within(3e-6));
        }
    }

    @Test
    void onlyTheLayerThatIsNamedIsRounded() throws IOException {
        Weights balanced = Pass.balancing().apply(FormulaWeights.ofVariant("pico"));
        Quantization two = new Quantization(
                Map.of(
                        "stages.0.blocks.0.mlp.fc1", new ActivationRange(-1, 1),
                        "stages.2.blocks.1.mlp.fc2", new ActivationRange(-1, 3)),
                List.of("stages.1.blocks.0.mlp.fc1"),
                "made up",
                "none");
        Quantization one = two.only("stages.2.blocks.1.mlp.fc2");
        assertThat(one.ranges()).containsOnlyKeys("stages.2.blocks.1.mlp.fc2");
        assertThat(one.kept()).containsExactly("stages.1.blocks.0.mlp.fc1", "stages.0.blocks.0.mlp.fc1");
        Weights rounded = Pass.quantize(balanced, one);
        assertThat(rounded.graph().nodes())
                .filteredOn(node -> node.operation() instanceof QuantizedLayer)
                .extracting(Node::scope)
                .containsExactly("stages.2.blocks.1.mlp.fc2");
    }

    /** A large network's weights would fill a small heap. */
    @Test
    void weightsAreReadWhenTheyAreWrittenAndKeptByNobody() throws IOException {
        Weights pico = FormulaWeights.ofVariant("pico");
        AtomicInteger reads = new AtomicInteger();
        Map<String, Tensor> counted = new LinkedHashMap<>();
        pico.tensors()
                .forEach((name, tensor) ->
                        counted.put(name, Tensors.onDemand(name, tensor.dtype(), tensor.shape(), () -> {
                            reads.incrementAndGet();
                            return tensor;
                        })));
        String layer = "stages.2.blocks.1.mlp.fc2";
        Quantization one = new Quantization(Map.of(layer, new ActivationRange(-1, 3)), List.of(), "made up", "none");

        Weights rounded = Pass.quantize(Pass.balancing().apply(Weights.bind(pico.graph(), counted)), one);

        assertThat(reads).hasValue(0);
        Tensor weight = Objects.requireNonNull(rounded.tensors().get(layer + ".weight"));
        assertThat(weight.dtype()).isEqualTo(DType.I8);
        assertThat(reads).hasValue(0);
        ByteBuffer first = weight.bytes();
        int once = reads.get();
        assertThat(once).isPositive();
        assertThat(weight.bytes()).isEqualTo(first);
        assertThat(reads).hasValue(2 * once);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        weight.writeTo(Channels.newChannel(written));
        assertThat(written.toByteArray()).isEqualTo(first.array());
        assertThatIllegalStateException().isThrownBy(weight::floats).withMessageContaining(layer + ".weight");
    }
}
