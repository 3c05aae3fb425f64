package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.testing.PicturesGolden;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code inx quantize}, on pico with its golden weights. */
class QuantizeCommandTest {
    @TempDir
    Path folder;

    private String photos;

    @BeforeEach
    void writePictures() throws IOException {
        PicturesFixture.writePictures(folder, 5);
        photos = folder.resolve("*.png").toString();
    }

    private Path quantize(String... more) {
        Outcome outcome = run(PicturesFixture.PICO, more);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("inceptionnext_pico, ");
        return out();
    }

    private Path out() {
        return folder.resolve("int8.safetensors");
    }

    private Outcome run(Path weights, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("quantize", weights.toString(), "--calibrate", photos, "-o", out().toString()));
        arguments.addAll(List.of(more));
        return Outcome.of(arguments.toArray(String[]::new));
    }

    private static Quantization stated(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return QuantizationText.parse(
                    file, String.valueOf(checkpoint.metadata().get(QuantizationText.KEY)));
        }
    }

    @Test
    void fileStatesTheRangeOfEachLayerAndWhereItComesFrom() throws Exception {
        Path out = quantize("--limit", "3", "--method", "minmax", "--keep", "stages.0", "--measure", "0");
        Quantization quantization = stated(out);
        assertThat(quantization.method()).isEqualTo("minmax");
        assertThat(quantization.pictures()).matches("3 pictures, sha256 [0-9a-f]{64}");
        assertThat(quantization.ranges())
                .hasSize(12)
                .containsKeys("stages.1.downsample.1", "stages.3.blocks.0.mlp.fc2", "head.fc2");
        assertThat(quantization.ranges().keySet()).noneMatch(scope -> scope.startsWith("stages.0"));
        assertThat(quantization.kept()).containsExactly("stages.0.blocks.0.mlp.fc1", "stages.0.blocks.0.mlp.fc2");
        try (Checkpoint checkpoint = Checkpoint.open(out)) {
            assertThat(checkpoint.tensors().values())
                    .filteredOn(tensor -> tensor.dtype().isFloatingPoint())
                    .allMatch(tensor -> tensor.dtype() == DType.F16);
        }
    }

    @Test
    void eachLayerIsMeasuredAndListed() {
        Outcome outcome = run(PicturesFixture.PICO, "--measure", "2");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(2 + 14);
        assertThat(lines.get(0)).contains("inceptionnext_pico, 14 of 14 layers in 8 bits, ranges by mse of 5 pictures");
        assertThat(lines.get(1)).matches("the logits move by 0\\.\\d+ of their norm; with one layer alone in 8 bits:");
        assertThat(lines.subList(2, 16))
                .allMatch(line -> line.matches(
                        "  (stages\\.\\d\\.(blocks\\.\\d\\.mlp\\.fc[12]|downsample\\.1)|head\\.fc2) +\\d\\S+"));
    }

    /** What the bound keeps out is in the header, and in what the other commands say of the file. */
    @Test
    void boundKeepsTheWorstLayersInFloat32() throws Exception {
        JsonObject all = run(PicturesFixture.PICO, "--json").json().get(0);
        double bound = all.get("error").getAsDouble() / 2;
        Outcome outcome = run(PicturesFixture.PICO, "--json", "--max-error", String.valueOf(bound));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonObject line = outcome.json().get(0);
        assertThat(line.get("error").getAsDouble()).isLessThanOrEqualTo(bound);
        int layers = line.get("layers").getAsInt();
        assertThat(layers).isBetween(1, 13);
        assertThat(line.getAsJsonArray("kept")).hasSize(14 - layers);
        assertThat(line.getAsJsonArray("alone")).hasSize(14).allSatisfy(layer -> {
            String name = layer.getAsJsonObject().get("layer").getAsString();
            assertThat(layer.getAsJsonObject().get("int8").getAsBoolean())
                    .as(name)
                    .isEqualTo(!line.getAsJsonArray("kept").contains(new JsonPrimitive(name)));
        });
        Quantization quantization = stated(out());
        assertThat(quantization.ranges()).hasSize(layers);
        assertThat(quantization.kept()).hasSize(14 - layers);
        JsonObject inspected =
                Outcome.of("inspect", "--json", out().toString()).json().get(0);
        assertThat(inspected.getAsJsonObject("int8").getAsJsonArray("kept")).isEqualTo(line.getAsJsonArray("kept"));
        assertThat(Outcome.of("inspect", out().toString()).out())
                .contains(layers + " layers, ranges by mse of 5 pictures, sha256 ")
                .contains("; " + (14 - layers) + " keep their precision: "
                        + quantization.kept().get(0));
    }

    @Test
    void boundThatNoLayerKeepsWritesNothing() {
        Outcome outcome = run(PicturesFixture.PICO, "--max-error", "1e-9");
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.err()).contains("one layer in 8 bits alone moves the logits by more");
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--keep stages.9 | --keep stages.9: no layer's name begins so; the first is stages.0.blocks.0.mlp.fc1",
                "--keep stages --keep head | --keep leaves no layer in 8 bits",
                "--max-error 0 | --max-error must be above 0, such as 0.01",
                "--max-error 0.1 --measure 0 | --max-error needs layers that are measured: leave out --measure 0",
                "--measure -1 | --measure must be at least 0",
                "--limit 0 | --limit must be at least 1"
            })
    void whatMakesNoSenseIsRefused(String options, String message) {
        Outcome outcome = run(PicturesFixture.PICO, options.split(" ", -1));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
        assertThat(out()).doesNotExist();
    }

    @Test
    void detectorsBackboneIsMeasuredAsInxDetectPreparesPicturesAndRunsInInt8() throws Exception {
        Path weights = PicturesGolden.temporaryWeights("pico.safetensors");
        Outcome outcome = run(weights, "--limit", "2", "--measure", "1", "--json");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonObject line = outcome.json().get(0);
        assertThat(line.get("answers").getAsString()).isEqualTo("raw");
        assertThat(line.get("error").getAsDouble()).isBetween(1e-5, 0.2);
        Quantization quantization = stated(out());
        assertThat(quantization.ranges())
                .hasSize(13)
                .allSatisfy((layer, range) -> assertThat(layer).matches("model\\..*\\.(mlp\\.fc[12]|downsample\\.1)"));
        String picture = folder.resolve("00.png").toString();
        Outcome detected = Outcome.of(
                "detect", "--json", "--weights", out().toString(), "--dtype", "int8", "--conf", "0.01", picture);
        assertThat(detected.exitCode()).as(detected.err()).isZero();
        assertThat(detected.json().get(0).getAsJsonArray("detections")).isNotNull();
        String form = InceptionNextRuntime.computesInt8()
                ? "The network's form: latency with 13 layers in int8, the rest in "
                : "The network's form: latency in float32, since this processor has no VNNI";
        assertThat(detected.err()).contains(form);
        Path onnx = folder.resolve("int8.onnx");
        Outcome converted = Outcome.of("convert", out().toString(), onnx.toString(), "--dtype", "int8");
        assertThat(converted.exitCode()).as(converted.err()).isZero();
        assertThat(onnx).isNotEmptyFile();
        assertThat(Outcome.of("inspect", out().toString()).out()).contains("13 layers, ranges by mse of 2 pictures");
    }

    @Test
    void detectorWithoutInceptionNextHasNoLayersToRound() throws Exception {
        Path weights = GoldenCheckpoint.resource("yolov5n-w0625-stripped.pt");
        Outcome outcome = run(weights);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("has no layer that can be in 8 bits");
        assertThat(out()).doesNotExist();
    }

    @Test
    void fileIsReadByTheOtherCommandsAndRunsInInt8() {
        String out = quantize("--measure", "0").toString();
        Outcome inspected = Outcome.of("inspect", out);
        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out()).contains("inceptionnext_pico");
        String copy = folder.resolve("copy.safetensors").toString();
        assertThat(Outcome.of("convert", out, copy, "--check").exitCode()).isZero();
        assertThat(Outcome.of("diff", out, copy).exitCode()).isZero();
        JsonObject exact = classify(copy, "float32");
        JsonObject rounded = classify(copy, "int8");
        assertThat(rounded.keySet()).isEqualTo(exact.keySet());
        assertThat(rounded).isNotEqualTo(exact);
    }

    private JsonObject classify(String weights, String dtype) {
        Outcome outcome = Outcome.of(
                "classify",
                "--json",
                "--weights",
                weights,
                "--dtype",
                dtype,
                folder.resolve("00.png").toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.json().get(0);
    }

    /** Returns a file of the network that states these ranges. */
    private Path stating(String ranges) throws IOException {
        Path file = folder.resolve("stating.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(PicturesFixture.PICO)) {
            SafetensorsWriter.write(
                    file,
                    checkpoint.tensors().values(),
                    Map.of(QuantizationText.KEY, "{\"method\":\"m\",\"pictures\":\"p\",\"ranges\":" + ranges + "}"));
        }
        return file;
    }

    @Test
    void rangesThatAreNoneAreRefusedByName() throws Exception {
        Path wrong = stating("{\"stages.0.blocks.0.mlp.fc1\":[1,2]}");
        Outcome outcome = Outcome.of(
                "classify",
                "--weights",
                wrong.toString(),
                "--dtype",
                "int8",
                folder.resolve("00.png").toString());
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err())
                .contains(
                        "inceptionnext.quantization.ranges.stages.0.blocks.0.mlp.fc1 is [1,2]; allowed is a least and a"
                                + " greatest number around 0");
    }

    /** Else the network would be less in 8 bits than its file says, and nobody would know. */
    @Test
    void rangesOfAnotherNetworkAreRefusedByName() throws Exception {
        Path other = stating("{\"stages.9.blocks.0.mlp.fc1\":[-1,2]}");
        String problem = "inceptionnext.quantization.ranges is \"stages.9.blocks.0.mlp.fc1\"; allowed is the scopes of"
                + " inceptionnext_pico's layers, as inx quantize writes them";
        Outcome outcome = Outcome.of(
                "classify",
                "--weights",
                other.toString(),
                "--dtype",
                "int8",
                folder.resolve("00.png").toString());
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).contains(problem);
        assertThat(Outcome.of("inspect", other.toString()).out()).contains("int8", "not possible: ", problem);
    }

    @Test
    void noPicturesAreNoCalibration() {
        Outcome outcome = Outcome.of(
                "quantize",
                PicturesFixture.PICO.toString(),
                "--calibrate",
                PicturesFixture.PICO.resolveSibling("none*").toString(),
                "-o",
                folder.resolve("x.safetensors").toString());
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.err()).isNotBlank();
    }
}
