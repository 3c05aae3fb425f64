package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.ChildJvm.Result;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody's fine-tuned model on the fake hub, {@code config.json} and two shards, used without a card of its own: by {@code
 * Criteria} and by the command line, with the same answers as the same files in a folder, and without a network the second time.
 */
class HubRepositoryTest {
    private static final String COMMIT = "c".repeat(40);
    private static final String PLACE = "hf://acme/cells@v1.0";
    private static final String PICTURE = "docs/images/cat.png";

    @TempDir
    Path folder;

    private FakeHub hub;
    private Path local;

    @BeforeEach
    void publish() throws IOException {
        hub = FakeHub.start();
        local = Files.createDirectory(folder.resolve("local"));
        NetworkDefinition definition = NetworkCatalog.builtin().get("inceptionnext_pico");
        Map<String, Tensor> weights = FormulaWeights.checkpoint(
                definition.graph(definition.defaultOptions().withNumClasses(3)));
        List<Tensor> tensors = new ArrayList<>(weights.values());
        int half = tensors.size() / 2;
        SafetensorsWriter.write(local.resolve("model-00001-of-00002.safetensors"), tensors.subList(0, half), Map.of());
        SafetensorsWriter.write(
                local.resolve("model-00002-of-00002.safetensors"), tensors.subList(half, tensors.size()), Map.of());
        JsonObject map = new JsonObject();
        for (int i = 0; i < tensors.size(); i++) {
            map.addProperty(tensors.get(i).name(), "model-0000" + (i < half ? 1 : 2) + "-of-00002.safetensors");
        }
        JsonObject index = new JsonObject();
        index.add("weight_map", map);
        Files.writeString(local.resolve("model.safetensors.index.json"), index.toString());
        Files.writeString(
                local.resolve("config.json"),
                "{\"label_names\":[\"round\",\"long\",\"torn\"],"
                        + "\"pretrained_cfg\":{\"mean\":[0.5,0.5,0.5],\"std\":[0.25,0.25,0.25],\"crop_pct\":1.0}}");
        for (String file : List.of(
                "config.json",
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors")) {
            byte[] content = Files.readAllBytes(local.resolve(file));
            hub.huggingFace("acme/cells", COMMIT, file, content);
            hub.tag("acme/cells", "v1.0", COMMIT, file, content);
        }
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    /** Classifies a picture with weights from each place; run by the test. */
    static final class Classify {
        private Classify() {}

        public static void main(String[] places) throws Exception {
            for (String place : places) {
                Criteria<Path, Classifications> criteria = Criteria.builder()
                        .setTypes(Path.class, Classifications.class)
                        .optModelUrls("djl://org.inceptionnext/inceptionnext_pico")
                        .optArgument("weights", place)
                        .build();
                System.out.println("downloaded " + criteria.isDownloaded());
                try (ZooModel<Path, Classifications> model = criteria.loadModel();
                        Predictor<Path, Classifications> predictor = model.newPredictor()) {
                    System.out.println("integrity " + model.getProperty("integrity"));
                    System.out.println(
                            "answer " + predictor.predict(Path.of(PICTURE)).topK(3));
                }
            }
        }
    }

    private static List<String> lines(Result result, String word) {
        return result.out().lines().filter(line -> line.startsWith(word)).toList();
    }

    @Test
    void criteriaTakesARepositoryAsWeights() throws IOException {
        Path cache = folder.resolve("cache");
        Result first = ChildJvm.run(hub, cache, Classify.class, List.of(PLACE, local.toString()));
        assertThat(first.exitCode()).as(first.err()).isZero();
        List<String> answers = lines(first, "answer");
        assertThat(answers.get(0)).contains("round", "long", "torn").isEqualTo(answers.get(1));
        assertThat(lines(first, "integrity").get(0))
                .startsWith("integrity the SHA-256 equals what the hub itself stated over TLS");

        int requests = hub.requests().size();
        Result second = ChildJvm.run(hub, cache, Classify.class, List.of(PLACE));
        assertThat(lines(second, "answer")).containsExactly(answers.get(0));
        assertThat(hub.requests()).as("no request the second time").hasSize(requests);
    }

    private Result inx(String... arguments) throws IOException {
        return ChildJvm.run(hub, folder.resolve("cache"), Inx.class, List.of(arguments));
    }

    @Test
    void classifyTakesARepositoryAsWeightsAndAsModel() throws IOException {
        Result fetched = inx("fetch", "--json", PLACE);
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        JsonObject line = JsonParser.parseString(fetched.out().strip()).getAsJsonObject();
        assertThat(line.get("source").getAsString()).isEqualTo("hf://acme/cells@" + COMMIT);
        assertThat(line.get("rung").getAsString()).isEqualTo("HUB");
        assertThat(line.getAsJsonArray("files")).hasSize(4);

        Result ofFolder = inx("classify", "--json", "--weights", local.toString(), PICTURE);
        assertThat(ofFolder.out()).contains("round");
        int requests = hub.requests().size();
        for (String option : List.of("--weights", "--model")) {
            Result offline = inx("--offline", "classify", "--json", option, PLACE, PICTURE);
            assertThat(offline.exitCode()).as(offline.err()).isZero();
            assertThat(offline.out()).isEqualTo(ofFolder.out());
        }
        assertThat(hub.requests()).hasSize(requests);
    }

    @Test
    void whatTheHubDoesNotShowIsAFailureOfTheNetworkWithANextStep() throws IOException {
        Result unknown = inx("classify", "--weights", "hf://acme/sells", PICTURE);
        assertThat(unknown.exitCode()).isEqualTo(4);
        assertThat(unknown.err())
                .contains("hf://acme/sells: huggingface.co shows no such repository (HTTP status 401)")
                .contains("set HF_TOKEN");
        Result wrong = inx("classify", "--weights", "hf://sells", PICTURE);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .contains(
                        "weights are a file, a folder, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX], not hf://sells");
    }
}
