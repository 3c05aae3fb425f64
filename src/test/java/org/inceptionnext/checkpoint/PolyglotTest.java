package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Case 30g: a file that two readers take for two things is refused, whatever its name says. */
class PolyglotTest {
    @TempDir
    Path folder;

    @Test
    void zipAtTheEndOfSafetensorsIsRefused() throws IOException {
        byte[] zip = TorchForge.zip(TorchForge.stateDict()).bytes();
        Refusals.refuse(folder, safetensorsOf(zip, 0)).ofTheWholeFile().saying("two formats", "zip archive");
    }

    @Test
    void zipAtTheEndOfALegacyFileIsRefused() throws IOException {
        byte[] legacy = TorchForge.join(
                TorchForge.legacyHead(),
                TorchForge.legacyObject(2, new long[0], 2).stop(),
                TorchForge.legacyKeys("7"),
                TorchForge.legacyStorage(2, 1, 2));
        byte[] zip = TorchForge.zip(TorchForge.stateDict()).bytes();
        Refusals.refuse(folder, TorchForge.join(legacy, zip)).ofTheWholeFile().saying("two formats", "zip archive");
    }

    @Test
    void safetensorsLengthThatIsAlsoAPickleIsRefused() throws IOException {
        // 80 02 55 00 00 00 00 00: PROTO 2, then SHORT_BINSTRING of no characters.
        int headerBytes = 0x550280;
        Refusals.refuse(folder, safetensorsOf(new byte[4], headerBytes))
                .at(0)
                .saying("two formats", "its header's length is also the beginning of a pickle");
    }

    @Test
    void safetensorsLengthThatOnlyBeginsLikeAPickleIsRead() throws IOException {
        // 80 02 00: no operation has the code 0.
        try (Checkpoint checkpoint = Refusals.accept(folder, safetensorsOf(new byte[4], 0x0280))) {
            assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.SAFETENSORS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pico.pth,         model.safetensors, TORCH_ZIP,   true",
        "pico.safetensors, model.pth,         SAFETENSORS, true",
        "pico.safetensors, model.safetensors, SAFETENSORS, false",
        "pico.pth,         model.bin,         TORCH_ZIP,   false",
        "pico.pth,         model,             TORCH_ZIP,   false",
    })
    void contentDecidesAndAMisleadingNameIsTold(String golden, String name, CheckpointFormat format, boolean misleading)
            throws IOException {
        Path renamed = folder.resolve(name);
        Files.copy(GoldenCheckpoint.resource(golden), renamed);
        try (Checkpoint checkpoint = Checkpoint.open(renamed)) {
            assertThat(checkpoint.format()).isEqualTo(format);
            assertThat(checkpoint.hasMisleadingName()).isEqualTo(misleading);
        }
    }

    private byte[] safetensorsOf(byte[] payload, int headerBytes) throws IOException {
        Path file = folder.resolve("plain.safetensors");
        Tensor tensor = Tensors.ofBytes("w", DType.U8, List.of((long) payload.length), ByteBuffer.wrap(payload));
        SafetensorsWriter.write(file, List.of(tensor), Map.of());
        byte[] bytes = Files.readAllBytes(file);
        int written = bytes.length - 8 - payload.length;
        if (headerBytes == 0) {
            return bytes;
        }
        byte[] header = new byte[headerBytes];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(bytes, 8, header, 0, written);
        return TorchForge.join(ZipForge.buffer(8).putLong(headerBytes).array(), header, payload);
    }
}
