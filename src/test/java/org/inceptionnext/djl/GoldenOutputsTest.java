package org.inceptionnext.djl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.runtime.OutputSelector;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.NetworkGolden.Expected;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Formula weights, written to a file and read back by {@code Criteria}: every output of the compiled network against timm in
 * float64 ({@code golden/network}), within {@link NetworkGolden#TOLERANCE} of torch's own float32 error.
 */
class GoldenOutputsTest {
    private static final List<OutputKind> CLASSIFIER_OUTPUTS =
            List.of(OutputKind.LOGITS, OutputKind.EMBEDDING, OutputKind.PRE_LOGITS, OutputKind.PYRAMID);
    private static final int STAGES = 4;

    @ParameterizedTest
    @ValueSource(strings = {"inceptionnext_pico.pth", "inceptionnext_pico.safetensors"})
    void picoEqualsTimm(String fileName) throws Exception {
        check("inceptionnext_pico", "pico", Models.formulaFile(fileName));
    }

    @ParameterizedTest
    @CsvSource({"inceptionnext_atto, atto", "inceptionnext_tiny, tiny"})
    void publishedNetworksEqualTimm(String artifact, String golden) throws Exception {
        check(artifact, golden, Models.formulaFile(artifact + ".safetensors"));
    }

    @Tag("wide")
    @ParameterizedTest
    @CsvSource({"inceptionnext_small, small", "inceptionnext_base, base"})
    void largeNetworksEqualTimm(String artifact, String golden) throws Exception {
        check(artifact, golden, Models.formulaFile(artifact + ".safetensors"));
    }

    /** base_384 is base at 384 x 384; its golden stands among base's. */
    @Tag("wide")
    @Test
    void base384EqualsTimm() throws Exception {
        check("inceptionnext_base_384", "base", Models.formulaFile("inceptionnext_base.safetensors"));
    }

    private static void check(String artifact, String golden, Path weights) throws Exception {
        try (ZooModel<NDList, NDList> model = Models.criteria(artifact, NDList.class, NDList.class)
                        .optArgument("weights", weights.toString())
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            for (Case input : NetworkGolden.of(golden).cases()) {
                try (NDManager manager = model.getNDManager().newSubManager()) {
                    check(artifact, input, predictor, manager);
                }
            }
        }
    }

    private static void check(String artifact, Case input, Predictor<NDList, NDList> predictor, NDManager manager)
            throws Exception {
        NDArray pictures =
                manager.create(input.inputElements(), shape(input.input().shape()));
        StringBuilder line = new StringBuilder(artifact + " " + input.id() + ", difference over torch's own:");
        for (OutputKind output : CLASSIFIER_OUTPUTS) {
            NDList outputs = predictor.predict(new NDList(pictures, OutputSelector.of(output, manager)));
            List<String> names = output.names(STAGES);
            assertThat(outputs).hasSize(names.size());
            for (int i = 0; i < names.size(); i++) {
                double ratio = ratio(input, names.get(i), outputs.get(i));
                line.append(String.format(" %s %.2f", names.get(i), ratio));
            }
        }
        System.out.println(line);
    }

    private static double ratio(Case input, String name, NDArray actual) {
        Expected expected = requireNonNull(input.outputs().get(name), name);
        assertThat(actual.getShape()).as(name).isEqualTo(shape(expected.shape()));
        float[] elements = actual.toFloatArray();
        double ratio = expected.ratio(elements);
        assertThat(ratio).as(input.id() + " " + name).isLessThanOrEqualTo(NetworkGolden.packedTolerance());
        assertThat(expected.wrongStatistics(elements))
                .as(input.id() + " " + name)
                .isEmpty();
        return ratio;
    }

    private static Shape shape(List<Long> sizes) {
        return new Shape(sizes);
    }
}
