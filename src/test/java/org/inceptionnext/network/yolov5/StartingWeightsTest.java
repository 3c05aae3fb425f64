package org.inceptionnext.network.yolov5;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;

/** What training begins with, against the numbers of the specification ({@code spec/yolov5.md}, sections 1 and 2). */
class StartingWeightsTest {
    private static final Detector DETECTOR = Detectors.registered("tiny", 80);
    private static final InputNormalization IMAGENET =
            new InputNormalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private static StartingWeights start(long seed) throws WeightMismatchException {
        return StartingWeights.of(DETECTOR, classifier(), IMAGENET, seed);
    }

    private static Map<String, Tensor> classifier() {
        NetworkDefinition network = NetworkCatalog.builtin().get("inceptionnext_tiny");
        return new LinkedHashMap<>(FormulaWeights.checkpoint(network.graph(network.defaultOptions())));
    }

    private static float[] floats(Weights weights, String name) throws IOException {
        return requireNonNull(weights.tensors().get(name), name).floats();
    }

    @Test
    void backboneIsTheClassifiersWithTheNormalisationInside() throws Exception {
        StartingWeights start = start(0);
        assertThat(start.summary())
                .startsWith("316 of 316 tensors of the backbone; 6 of the classifier are left out: ")
                .endsWith("; 163 tensors of neck and head are untrained");
        Map<String, Tensor> classifier = classifier();
        int same = 0;
        for (Map.Entry<String, Tensor> entry : start.backbone().tensors().entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith("model.0.stem.0.")) {
                Tensor taken = requireNonNull(start.weights().tensors().get(name));
                Tensor original = requireNonNull(classifier.get(name.substring("model.0.".length())));
                assertThat(TensorDigest.sha256(taken)).as(name).isEqualTo(TensorDigest.sha256(original));
                same++;
            }
        }
        assertThat(same).isEqualTo(314);
        float[] stem = floats(start.weights(), "model.0.stem.0.weight");
        float[] original = requireNonNull(classifier.get("stem.0.weight")).floats();
        for (int i = 0; i < stem.length; i++) {
            double std = IMAGENET.std().get(i / 16 % 3);
            assertThat((double) stem[i]).isCloseTo(original[i] / std, within(1e-6));
        }
        assertThat(start.weights().foldedNormalization()).contains(IMAGENET);
    }

    @Test
    void normalisationsHaveTheEpsOfWhatTheyCameFrom() throws Exception {
        start(0).weights().graph().nodes().forEach(node -> {
            if (node.operation() instanceof BatchNorm norm) {
                assertThat(norm.eps()).as(node.scope()).isEqualTo(node.scope().startsWith("model.0.") ? 1e-5 : 1e-3);
            }
        });
    }

    @Test
    void neckIsInitialisedAsTorchDoes() throws Exception {
        Weights weights = start(0).weights();
        // SPPF's second convolution reads 4 x 384 channels.
        float[] weight = floats(weights, "model.1.cv2.conv.weight");
        double bound = 1 / Math.sqrt(4 * 384);
        double largest = 0;
        double sum = 0;
        double squares = 0;
        for (float w : weight) {
            largest = Math.max(largest, Math.abs(w));
            sum += w;
            squares += (double) w * w;
        }
        assertThat(largest).isBetween(0.999 * bound, bound);
        assertThat(sum / weight.length).isCloseTo(0, within(0.01 * bound));
        assertThat(Math.sqrt(squares / weight.length)).isCloseTo(bound / Math.sqrt(3), within(0.01 * bound));
        assertThat(floats(weights, "model.1.cv2.bn.weight")).containsOnly(1);
        assertThat(floats(weights, "model.1.cv2.bn.bias")).containsOnly(0);
        assertThat(floats(weights, "model.1.cv2.bn.running_mean")).containsOnly(0);
        assertThat(floats(weights, "model.1.cv2.bn.running_var")).containsOnly(1);
        assertThat(floats(weights, "model.16.anchors"))
                .startsWith(10 / 8f, 13 / 8f, 16 / 8f)
                .endsWith(373 / 32f, 326 / 32f);
    }

    @Test
    void headExpectsFewObjects() throws Exception {
        Weights weights = start(0).weights();
        double[] objectness = {-6.685, -5.298, -3.912};
        int[] channels = {64, 128, 256};
        for (int map = 0; map < 3; map++) {
            float[] bias = floats(weights, "model.16.m." + map + ".bias");
            double spread = 1 / Math.sqrt(channels[map]) + 5e-4;
            for (int i = 0; i < bias.length; i++) {
                int number = i % 85;
                double prior = number < 4 ? 0 : number == 4 ? objectness[map] : -4.880;
                assertThat((double) bias[i]).isCloseTo(prior, within(spread));
            }
        }
    }

    @Test
    void seedDecidesWhatIsRandom() throws Exception {
        String name = "model.16.m.0.weight";
        float[] once = floats(start(0).weights(), name);
        assertThat(floats(start(0).weights(), name)).isEqualTo(once);
        assertThat(floats(start(1).weights(), name)).isNotEqualTo(once);
    }

    @Test
    void whatTheClassifierLacksIsNamed() {
        Map<String, Tensor> classifier = classifier();
        classifier.remove("stages.3.blocks.2.gamma");
        assertThatExceptionOfType(WeightMismatchException.class)
                .isThrownBy(() -> StartingWeights.of(DETECTOR, classifier, IMAGENET, 0))
                .withMessageContaining("model.0.stages.3.blocks.2.gamma");
    }
}
