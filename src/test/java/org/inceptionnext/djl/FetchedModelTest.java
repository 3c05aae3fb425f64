package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.util.ProgressBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.runtime.OutputSelector;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.ChildJvm.Result;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.NetworkGolden.Expected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code Criteria} by name, in a process of its own whose only network is the fake hub: weights are fetched, verified and
 * loaded, and the logits are the goldens' ({@code golden/network}, timm in float64), within {@link
 * NetworkGolden#TOLERANCE} of torch's own float32 error.
 */
class FetchedModelTest {

    @TempDir
    Path folder;

    /** Loads a model by name and compares its logits with a golden; run by the tests. */
    static final class Predict {
        private Predict() {}

        public static void main(String[] arguments) throws Exception {
            Criteria<NDList, NDList> criteria = Models.criteria(arguments[0], NDList.class, NDList.class)
                    .optProgress(new ProgressBar())
                    .build();
            System.out.println("downloaded " + criteria.isDownloaded());
            if (arguments.length > 2) {
                criteria.downloadModel();
                System.out.println("downloaded " + criteria.isDownloaded());
            }
            try (ZooModel<NDList, NDList> model = criteria.loadModel();
                    Predictor<NDList, NDList> predictor = model.newPredictor();
                    NDManager manager = model.getNDManager().newSubManager()) {
                Case input = NetworkGolden.of(arguments[1]).cases().get(0);
                NDArray pictures = manager.create(
                        input.inputElements(), new Shape(input.input().shape()));
                float[] logits = predictor
                        .predict(new NDList(pictures, OutputSelector.of(OutputKind.LOGITS, manager)))
                        .get(0)
                        .toFloatArray();
                Expected expected = Objects.requireNonNull(input.outputs().get("logits"));
                System.out.println("ratio " + expected.ratio(logits));
                System.out.println("integrity " + model.getProperty("integrity"));
            }
        }
    }

    private Result predict(FakeHub hub, String... arguments) throws IOException {
        return ChildJvm.run(hub, folder.resolve("djl cache"), Predict.class, List.of(arguments));
    }

    /** Loads a detector with its backbone's released weights; run by the test. */
    static final class LoadBackbone {
        private LoadBackbone() {}

        public static void main(String[] arguments) throws Exception {
            Criteria<NDList, NDList> criteria = Models.criteria(arguments[0], NDList.class, NDList.class)
                    .optArgument("backboneWeights", "released")
                    .build();
            System.out.println("downloaded " + criteria.isDownloaded());
            try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
                System.out.println(model.getProperty("backbone"));
                System.out.println("integrity " + model.getProperty("integrity"));
            }
        }
    }

    @Test
    void backboneOfADetectorGetsTheReleasedWeightsOfItsClassifier() throws Exception {
        byte[] content = Files.readAllBytes(Models.formulaFile("inceptionnext_pico.safetensors"));
        try (FakeHub hub = FakeHub.start()) {
            hub.huggingFace("inceptionnext-tests/pico", "a".repeat(40), "model.safetensors", content);
            Path cache = folder.resolve("djl cache");
            List<String> arguments = List.of("yolov5_inceptionnext_pico");
            Result first = ChildJvm.run(hub, cache, LoadBackbone.class, arguments);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out())
                    .contains(
                            "downloaded false",
                            "108 of 108 tensors of the backbone",
                            "integrity the SHA-256 equals what the hub itself stated over TLS");
            int requests = hub.requests().size();
            assertThat(ChildJvm.run(hub, cache, LoadBackbone.class, arguments).out())
                    .contains("downloaded true");
            assertThat(hub.requests()).as("no request the second time").hasSize(requests);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inceptionnext_pico, pico, inceptionnext_pico.safetensors",
        "inceptionnext_atto, atto, inceptionnext_atto.pth"
    })
    void modelByNameIsFetchedVerifiedLoadedAndRight(String model, String golden, String file) throws Exception {
        byte[] content = Files.readAllBytes(Models.formulaFile(file));
        try (FakeHub hub = FakeHub.start()) {
            hub.huggingFace("inceptionnext-tests/pico", "a".repeat(40), "model.safetensors", content);
            hub.gitHub("sail-sg/inceptionnext", "model", "inceptionnext_atto.pth", content);
            Result first = predict(hub, model, golden);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out()).contains("downloaded false");
            double ratio = Double.parseDouble(first.out().replaceAll("(?s).*ratio (\\S+).*", "$1"));
            System.out.println(model + " fetched from the fake hub, logits: " + ratio
                    + " times torch's own error (allowed " + NetworkGolden.TOLERANCE + ")");
            assertThat(ratio).isLessThanOrEqualTo(NetworkGolden.TOLERANCE);
            assertThat(first.out()).contains("integrity the SHA-256 equals what the hub itself stated over TLS");

            int requests = hub.requests().size();
            Result second = predict(hub, model, golden);
            assertThat(second.out()).contains("downloaded true", "ratio " + ratio);
            assertThat(hub.requests()).as("no request the second time").hasSize(requests);
        }
        try (Stream<Path> written = Files.list(folder)) {
            assertThat(written).containsExactly(folder.resolve("djl cache"));
        }
    }

    @Test
    void downloadModelLoadsNothingTwice() throws Exception {
        try (FakeHub hub = FakeHub.start()) {
            byte[] content = Files.readAllBytes(Models.formulaFile("inceptionnext_pico.safetensors"));
            hub.huggingFace("inceptionnext-tests/pico", "a".repeat(40), "model.safetensors", content);
            Result result = predict(hub, "inceptionnext_pico", "pico", "download first");
            assertThat(result.out()).containsSubsequence("downloaded false", "downloaded true", "ratio");
            assertThat(hub.contentRequests()).hasSize(1);
        }
    }
}
