package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.recognise.QuantizationText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Path out = folder.resolve("int8.safetensors");
        List<String> arguments = new java.util.ArrayList<>(
                List.of("quantize", PicturesFixture.PICO.toString(), "--calibrate", photos, "-o", out.toString()));
        arguments.addAll(List.of(more));
        Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("inceptionnext_pico, ");
        return out;
    }

    @Test
    void fileStatesTheRangeOfEachLayerAndWhereItComesFrom() throws Exception {
        Path out = quantize("--limit", "3", "--method", "minmax", "--keep", "stages.0");
        try (Checkpoint checkpoint = Checkpoint.open(out)) {
            String text = checkpoint.metadata().get(QuantizationText.KEY);
            Quantization quantization = QuantizationText.parse(out, String.valueOf(text));
            assertThat(quantization.method()).isEqualTo("minmax");
            assertThat(quantization.pictures()).matches("3 pictures, sha256 [0-9a-f]{64}");
            assertThat(quantization.ranges()).hasSize(8).containsKey("stages.3.blocks.0.mlp.fc2");
            assertThat(quantization.ranges().keySet()).noneMatch(scope -> scope.startsWith("stages.0"));
            assertThat(checkpoint.tensors().values())
                    .filteredOn(tensor -> tensor.dtype().isFloatingPoint())
                    .allMatch(tensor -> tensor.dtype() == DType.F16);
        }
    }

    @Test
    void fileIsReadByTheOtherCommandsAndRunsInInt8() {
        String out = quantize().toString();
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

    @Test
    void rangesThatAreNoneAreRefusedByName() throws Exception {
        Path wrong = folder.resolve("wrong.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(PicturesFixture.PICO)) {
            SafetensorsWriter.write(
                    wrong,
                    checkpoint.tensors().values(),
                    java.util.Map.of(
                            QuantizationText.KEY,
                            "{\"method\":\"m\",\"pictures\":\"p\",\"ranges\":{\"stages.0.blocks.0.mlp.fc1\":[1,2]}}"));
        }
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
