package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pico.safetensors", "odd_tensors.safetensors"})
    void filesOfTheOriginalLibraryGiveTheExpectedTensors(String name) throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named(name);
        try (Checkpoint checkpoint = Checkpoint.open(golden.file())) {
            assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.SAFETENSORS);
            assertThat(GoldenCheckpoint.read(checkpoint.tensors().values()))
                    .containsExactlyInAnyOrderEntriesOf(golden.tensors(""));
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(golden.digest(""));
        }
    }

    @Test
    void writesTheBytesOfTheOriginalLibrary() throws IOException {
        Path original = GoldenCheckpoint.resource("pico.safetensors");
        Path written = folder.resolve("written.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(original)) {
            assertThat(checkpoint.metadata()).containsEntry("format", "pt").containsEntry("model", "pico");
            SafetensorsWriter.write(written, checkpoint.tensors().values(), checkpoint.metadata());
        }
        assertThat(data(written)).isEqualTo(data(original));
        try (Checkpoint again = Checkpoint.open(written)) {
            assertThat(again.metadata()).containsExactlyInAnyOrderEntriesOf(Map.of("format", "pt", "model", "pico"));
        }
    }

    @Test
    void writtenHeaderIsPaddedToEightBytesAndTheSameEveryTime() throws IOException {
        List<Tensor> tensors = List.of(
                Tensors.ofFloats("b", List.of(2L), new float[] {1, 2}),
                Tensors.ofLongs("c", List.of(), new long[] {7}),
                Tensors.ofFloats("a", List.of(1L), new float[] {3}));
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        SafetensorsWriter.write(first, tensors, Map.of());
        SafetensorsWriter.write(second, tensors.subList(0, 3), Map.of());
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(first)).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = file.getLong();
        assertThat(headerBytes % 8).isZero();
        String header =
                StandardCharsets.UTF_8.decode(file.slice(8, (int) headerBytes)).toString();
        assertThat(header)
                .startsWith("{\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}}");
        assertThat(Files.readAllBytes(second)).isEqualTo(file.array());
    }

    @Test
    void writerKeepsTheOldFileWhenATensorFails() throws IOException {
        Path target = folder.resolve("kept.safetensors");
        Files.writeString(target, "old");
        Tensor source;
        try (Checkpoint closed = Checkpoint.open(GoldenCheckpoint.resource("pico.safetensors"))) {
            source = closed.tensors().values().iterator().next();
        }
        assertThatThrownBy(() -> SafetensorsWriter.write(target, List.of(source), Map.of()))
                .isInstanceOf(IOException.class);
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    private static byte[] data(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = Math.toIntExact(8 + bytes.getLong());
        byte[] data = new byte[bytes.capacity() - start];
        bytes.get(start, data);
        return data;
    }
}
