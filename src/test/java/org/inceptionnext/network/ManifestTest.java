package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkManifest;
import org.inceptionnext.testing.NetworkManifest.Entry;
import org.inceptionnext.testing.NetworkManifest.Part;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks against the state dicts and counts of timm's, from the golden manifests. Everything is exact. */
class ManifestTest {

    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny", "small", "base"})
    void variantIsTheOneOfTheManifest(String variant) {
        NetworkManifest.Config config = NetworkManifest.of(variant).config();
        InceptionNext network = (InceptionNext) Networks.definition(variant);
        assertThat(network.variant())
                .isEqualTo(new InceptionNext.Variant(
                        "inceptionnext_" + variant,
                        config.depths(),
                        config.dims(),
                        config.squareKernel(),
                        config.bandKernel(),
                        config.branchRatio(),
                        config.mlpRatios(),
                        config.headMlpRatio(),
                        config.numClasses()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny", "small", "base"})
    void parametersAreTheStateDictInOrder(String variant) {
        List<Entry> declared = Networks.graph(variant).parameters().stream()
                .map(p -> new Entry(
                        p.name(), p.shape(), p.dtype().name(), p.role().isBuffer() ? "buffer" : "parameter"))
                .toList();
        assertThat(declared)
                .containsExactlyElementsOf(NetworkManifest.of(variant).tensors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny", "small", "base"})
    void normalisationsHaveTheEpsOfTheManifest(String variant) {
        NetworkManifest.Config config = NetworkManifest.of(variant).config();
        for (Node node : Networks.graph(variant).nodes()) {
            if (node.operation() instanceof Operation.BatchNorm norm) {
                assertThat(norm.eps()).as(node.scope()).isEqualTo(config.bnEps());
            }
            if (node.operation() instanceof Operation.LayerNorm norm) {
                assertThat(norm.eps()).as(node.scope()).isEqualTo(config.headLayerNormEps());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny", "small", "base"})
    void countsAreThoseOfTheManifestByPart(String variant) {
        NetworkManifest manifest = NetworkManifest.of(variant);
        Graph graph = Networks.graph(variant);
        Counts at224 = Counts.of(graph, 224, 224);

        assertThat(at224.tensors()).isEqualTo(manifest.keyCount());
        assertThat(at224.parameters()).isEqualTo(manifest.parameterCount());
        assertThat(at224.bufferElements()).isEqualTo(manifest.bufferElementCount());
        assertThat(at224.macs()).isEqualTo(manifest.macs224());
        assertThat(Counts.of(graph, 384, 384).macs()).isEqualTo(manifest.macs384());
        Map<String, Part> parts = new LinkedHashMap<>();
        for (Counts.Part part : at224.parts()) {
            parts.put(part.name(), new Part(part.tensors(), part.parameters(), part.macs()));
        }
        assertThat(parts).containsExactlyEntriesOf(manifest.parts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny"})
    void formulaWeightsHaveTheDigestOfTheManifest(String variant) throws IOException {
        assertThat(formulaDigest(variant)).isEqualTo(NetworkManifest.of(variant).formulaDigestTD1());
    }

    @Tag("wide")
    @ParameterizedTest
    @ValueSource(strings = {"small", "base"})
    void formulaWeightsOfTheLargeVariantsHaveTheDigestOfTheManifest(String variant) throws IOException {
        assertThat(formulaDigest(variant)).isEqualTo(NetworkManifest.of(variant).formulaDigestTD1());
    }

    private static String formulaDigest(String variant) throws IOException {
        return TensorDigest.of(
                FormulaWeights.checkpoint(Networks.graph(variant)).values());
    }
}
