package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that wrappers give to a network's tensors, and files that hold parts of tensors under full names. */
class WrapperNamesTest {
    @TempDir
    Path folder;

    private Path file(String name, Map<String, String> metadata, String... tensors) throws IOException {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(
                file,
                Arrays.stream(tensors)
                        .map(tensor -> Tensors.ofFloats(tensor, List.of(1L), new float[] {1}))
                        .toList(),
                metadata);
        return file;
    }

    /** {@code torch.optim.swa_utils.AveragedModel(net).state_dict()}. */
    @Test
    void counterOfAnAveragedModelIsLeftOutAndToldOf() throws IOException {
        Path file = file("a.safetensors", Map.of(), "n_averaged", "module.stem.0.weight", "module.stem.0.bias");
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("stem.0.weight", "stem.0.bias");
            assertThat(checkpoint.strippedPrefix()).contains("module.");
            assertThat(checkpoint.leftOut())
                    .extracting(LeftOut::sentence)
                    .containsExactly("1 tensor 'n_averaged', the counter of AveragedModel, is not taken");
        }
    }

    @Test
    void tensorOfThatNameBesideOthersIsATensor() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file("a.safetensors", Map.of(), "n_averaged", "other.weight"))) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("n_averaged", "other.weight");
            assertThat(checkpoint.leftOut()).isEmpty();
        }
    }

    /** {@code timm.create_model("inception_next_atto", features_only=True).state_dict()} has such names. */
    @Test
    void namesOfFeaturesOnlyAreGivenAsTheNetworkHasThem() throws IOException {
        Path file = file("a.safetensors", Map.of(), "stem_0.weight", "stages_0.blocks.1.norm.bias", "stages_3.x");
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors())
                    .containsOnlyKeys("stem.0.weight", "stages.0.blocks.1.norm.bias", "stages.3.x");
            assertThat(checkpoint.hasFeatureNames()).isTrue();
        }
    }

    @Test
    void oneOtherNameLeavesAllAsTheyAre() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file("a.safetensors", Map.of(), "stem_0.weight", "head.bias"))) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("stem_0.weight", "head.bias");
            assertThat(checkpoint.hasFeatureNames()).isFalse();
        }
    }

    /** The notes are those that torch 2.15.0's {@code HuggingFaceStorageWriter} writes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "shard-00001-model-00001-of-00002.safetensors | {\"w\": {\"saved_offsets\": [0, 0]}}",
                "shard-00002-model-00001-of-00002.safetensors | {\"w\": {\"saved_offsets\": [2, 0]}}",
                "model-00001-of-00001.safetensors | {\"w\": {\"saved_offsets\": [0, 3]}}",
                "renamed.safetensors | {\"w\": {\"saved_offsets\": [0, 0]}}",
            })
    void shardIsNamedAsAPart(String name, String note) throws IOException {
        Path file = file(name, Map.of("DCP_SHARDING_INFO", note), "w");
        assertThatExceptionOfType(MalformedCheckpointException.class)
                .isThrownBy(() -> Checkpoint.open(file).close())
                .withMessageContaining("a part of a sharded checkpoint: it has a part of each of its 1 tensors")
                .withMessageContaining("consolidate_safetensors_files");
    }

    /** Saved with {@code save_distributed=False}, or joined: torch then names the file so. */
    @Test
    void wholeFileWithTheNoteIsRead() throws IOException {
        Map<String, String> note = Map.of("DCP_SHARDING_INFO", "{\"w\": {\"saved_offsets\": [0, 0]}}");
        try (Checkpoint checkpoint = Checkpoint.open(file("model-00001-of-00001.safetensors", note, "w"))) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
        }
    }
}
