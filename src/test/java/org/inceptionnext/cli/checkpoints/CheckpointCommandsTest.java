package org.inceptionnext.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.ForeignObject;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inx inspect} and {@code inx digest}. */
class CheckpointCommandsTest {
    private static final String PICO = "src/test/resources/golden/checkpoint/pico.safetensors";

    /** digestTD1 of the golden files' description. */
    private static final String PICO_DIGEST = "2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4";

    @TempDir
    Path folder;

    @Test
    void inspectSaysInItsFirstLineWhatTheFileIs() {
        Outcome outcome = Outcome.of("inspect", PICO);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("Weights of inceptionnext_pico for 10 classes, in a safetensors file.\n")
                .contains("114 (105 F32, 9 I64)")
                .contains("inceptionnext_pico, 10 classes, 3 input channels: all 114 tensors fit")
                .contains("format = pt");
    }

    @Test
    void inspectGivesAProgramTheSame() {
        Outcome outcome = Outcome.of("inspect", PICO, "--json", "--tensors");
        JsonObject json = outcome.json().get(0);
        assertThat(json.get("format").getAsString()).isEqualTo("SAFETENSORS");
        assertThat(json.get("tensorCount").getAsInt()).isEqualTo(114);
        assertThat(json.getAsJsonArray("tensors")).hasSize(114);
        JsonObject network = json.getAsJsonObject("network");
        assertThat(network.get("name").getAsString()).isEqualTo("inceptionnext_pico");
        assertThat(network.get("exact").getAsBoolean()).isTrue();
        assertThat(network.get("numClasses").getAsInt()).isEqualTo(10);
    }

    @Test
    void inspectListsWhatDoesNotFit() throws IOException {
        Path file = folder.resolve("odd.safetensors");
        List<Tensor> tensors = new ArrayList<>();
        for (Parameter parameter : pico().graph(pico().defaultOptions()).parameters()) {
            if (!parameter.name().equals("stages.2.blocks.1.gamma")) {
                tensors.add(zeros(parameter));
            }
        }
        tensors.add(Tensors.ofFloats("\u001B[2Jextra", List.of(1L), new float[1]));
        SafetensorsWriter.write(file, tensors, Map.of());

        Outcome outcome = Outcome.of("inspect", file.toString());
        assertThat(outcome.out())
                .startsWith("Weights of a network like inceptionnext_pico, but not quite it")
                .contains("113 tensors fit, 1 are missing, 1 are unexpected, 0 have another shape")
                .contains("missing     stages.2.blocks.1.gamma")
                .contains("unexpected  \\u{1b}[2Jextra")
                .doesNotContain("\u001B");
    }

    @Test
    void inspectOfAForeignNetworkSaysSo() throws IOException {
        Path file = folder.resolve("foreign.safetensors");
        SafetensorsWriter.write(file, List.of(Tensors.ofFloats("w", List.of(2L), new float[2])), Map.of());
        assertThat(Outcome.of("inspect", file.toString()).out())
                .startsWith("Weights of a network that is not registered here, in a safetensors file.\n");
        assertThat(Outcome.of("inspect", "--json", file.toString())
                        .json()
                        .get(0)
                        .get("network")
                        .isJsonNull())
                .isTrue();
    }

    @Test
    void fileThatIsNoCheckpointIsExitCode6() throws IOException {
        Path file = Files.writeString(folder.resolve("model.pth"), "not a checkpoint at all");
        Outcome outcome = Outcome.of("inspect", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("inx: " + file + ": ").hasLineCount(2);
    }

    @Test
    void missingFileIsExitCode3() {
        Outcome outcome = Outcome.of("inspect", "nowhere.pth");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("inx: no such file: nowhere.pth\n").doesNotContain("\tat ");
    }

    @Test
    void stackTraceIsPrintedWhenAskedFor() {
        assertThat(Outcome.of("inspect", "nowhere.pth", "--stacktrace").err())
                .contains("no such file", "NoSuchFileException", "    at org.inceptionnext");
    }

    @Test
    void digestIsTheGoldenOne() {
        Outcome outcome = Outcome.of("digest", PICO);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith(PICO + "\n  tensor digest  " + PICO_DIGEST + "\n")
                .contains("  file SHA-256   421770a918aae69509c2d3d666d86e09f399c157c53a9dbc1054cefb5419db5f\n");
    }

    @Test
    void oneBadFileAmongSeveralIsReportedAndTheRestDigested() throws IOException {
        Path bad = Files.createFile(folder.resolve("empty.pth"));
        Outcome outcome = Outcome.of("digest", "--json", bad.toString(), PICO);
        assertThat(outcome.exitCode()).isEqualTo(8);
        assertThat(outcome.json()).hasSize(2);
        assertThat(outcome.json().get(0).get("file").getAsString()).isEqualTo(bad.toString());
        assertThat(outcome.json().get(0).get("error").getAsString()).contains("empty");
        assertThat(outcome.json().get(1).get("tensorDigest").getAsString()).isEqualTo(PICO_DIGEST);

        assertThat(Outcome.of("digest", bad.toString()).exitCode()).isEqualTo(6);
    }

    @Test
    void keyChoosesAmongTheWeightsOfAWrapper() {
        String wrapped = GoldenCheckpoint.resource("pico_wrapped_ema.pth").toString();
        assertThat(Outcome.of("inspect", wrapped).out())
                .contains("Taken from  state_dict_ema; the file also has state_dict");
        Outcome average = Outcome.of("digest", wrapped);
        assertThat(average.out())
                .contains("taken from     state_dict_ema; the file also has state_dict (--key)")
                .doesNotContain(PICO_DIGEST);
        assertThat(Outcome.of("digest", wrapped, "--key", "state_dict", "--json")
                        .json()
                        .get(0))
                .satisfies(json -> {
                    assertThat(json.get("key").getAsString()).isEqualTo("state_dict");
                    assertThat(json.get("tensorDigest").getAsString()).isEqualTo(PICO_DIGEST);
                });

        Outcome none = Outcome.of("inspect", wrapped, "--key", "weights");
        assertThat(none.exitCode()).isEqualTo(6);
        assertThat(none.err()).contains("nothing under the key 'weights'", "'state_dict', 'state_dict_ema'");
    }

    @Test
    void keyOfAFormatWithoutKeysIsRefused() {
        Outcome outcome = Outcome.of("inspect", PICO, "--key", "state_dict");
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err())
                .contains("a safetensors file, which has no part under a key 'state_dict'", "open it without a key");
    }

    @Test
    void foreignObjectsAreRefusedByTheNameOfTheFirstUnlessAskedFor() throws IOException {
        Path file = ForeignObject.write(folder.resolve("foreign.pth"));
        for (String command : List.of("inspect", "digest", "verify")) {
            Outcome refused = Outcome.of(command, file.toString());
            assertThat(refused.exitCode()).isEqualTo(6);
            assertThat(refused.err()).contains("first 'strangers.tools.Trainer'", "--object");
        }
        Outcome read = Outcome.of("inspect", file.toString(), "--object", "--json");
        assertThat(read.exitCode()).isZero();
        assertThat(read.json().get(0).get("kind").getAsString()).isEqualTo("FOREIGN_OBJECT");
        assertThat(Outcome.of("digest", file.toString(), "--object").exitCode()).isZero();
        assertThat(Outcome.of("verify", file.toString(), "--object").exitCode()).isEqualTo(5);
    }

    @Test
    void readingOptionsWithoutAFileAreRefused() {
        Outcome outcome = Outcome.of("verify", "inceptionnext_pico", "--key", "state_dict");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("no file of yours is named");
    }

    private static NetworkDefinition pico() {
        return NetworkCatalog.builtin().get("inceptionnext_pico");
    }

    private static Tensor zeros(Parameter parameter) {
        int count = Math.toIntExact(parameter.elementCount());
        return parameter.dtype().isFloatingPoint()
                ? Tensors.ofFloats(parameter.name(), parameter.shape(), new float[count])
                : Tensors.ofLongs(parameter.name(), parameter.shape(), new long[count]);
    }
}
