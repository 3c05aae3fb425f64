package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Strangers' files that were once read wrongly or refused with a false message. The digests are of the elements as the
 * program that wrote the file (torch, MLX's tool, numpy) reads them.
 */
class CheckpointCasesTest {
    private static final Path FOLDER = Path.of("src/test/resources/cases/checkpoints");
    private static final OpenOptions OBJECT = OpenOptions.DEFAULTS.withForeignObjects();
    private static final String TWO_BY_THREE = "F32 [2, 3] e2c0a715";

    @ParameterizedTest
    @CsvSource({"metadata-null.safetensors", "parameter-0.3.pth", "parameter-0.3-hooks.pth"})
    void oldAndForeignWritersAreRead(String file) throws Exception {
        assertThat(tensors(file, OpenOptions.DEFAULTS)).isEqualTo(Map.of("w", TWO_BY_THREE));
    }

    @ParameterizedTest
    @CsvSource({"legacy-protocol-3.pt", "legacy-protocol-4.pt"})
    void oldFormatIsReadInEveryBinaryProtocol(String file) throws Exception {
        assertThat(tensors(file, OpenOptions.DEFAULTS))
                .isEqualTo(Map.of(
                        "conv.weight", "F32 [3, 2] 9e22e557",
                        "conv.bias", "F32 [3, 2] 41f32cc3",
                        "head.weight", "F32 [3, 2] ba43338e"));
    }

    @Test
    void fieldsOfTuplesAndItemsOfSubclassesHaveNames() throws Exception {
        assertThat(tensors("tensor-in-namedtuple.pt", OBJECT))
                .isEqualTo(Map.of("w", "F32 [2] 80b8fd6d", "stats.0", "F32 [3] 75664b4d"));
        assertThat(tensors("tensor-in-return-type.pt", OpenOptions.DEFAULTS))
                .isEqualTo(Map.of("w", "F32 [2] 80b8fd6d", "best.0", "F32 [3] 7f19efdc", "best.1", "I64 [3] 605390e5"));
        assertThat(tensors("tensor-in-list-subclass.pt", OBJECT))
                .isEqualTo(Map.of("w", "F32 [2] 80b8fd6d", "rows.0", "F32 [4] 4c9c4f35"));
    }

    @Test
    void tensorsInsideRecordedCallsAreCounted() throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("tensor-in-partial.pt"), OBJECT)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
            assertThat(checkpoint.leftOut())
                    .extracting(LeftOut::sentence)
                    .containsExactly("1 tensor inside objects of 'functools.partial' is not taken");
        }
    }

    @Test
    void compiledModuleGivesTheModuleThatItWraps() throws Exception {
        Path file = FOLDER.resolve("compiled-module.pt");
        try (Checkpoint checkpoint = Checkpoint.open(file, OBJECT)) {
            assertThat(checkpoint.strippedPrefix()).contains("_orig_mod.");
        }
        assertThat(tensors("compiled-module.pt", OBJECT))
                .isEqualTo(Map.of("weight", "F32 [2, 2] bf5f2ab9", "bias", "F32 [2] 30cb9592"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lazy-state-dict.pt | tensors 'weight', 'bias' are each not initialised yet",
                "uninitialised-beside-plain.pt | tensor 'w' is not initialised yet",
                "complex32.pt | tensor 'w' is of complex32, which is not read",
                "float4.pt | tensor 'w' of float4_e2m1fn_x2, two numbers in a byte",
                "cut-legacy-20.pth | a torch.save file of the time before torch 1.6 that is cut short",
                "cut-legacy-400.pth | a torch.save file of the time before torch 1.6 that is cut short",
                "shard-of-three.distcp | a shard of a checkpoint of torch.distributed.checkpoint",
                "djl-0000.params | a parameter file of DJL",
                "array.npy | one numpy array",
                "weights.pth.bz2 | a file compressed with bzip2",
                "identity.onnx | an ONNX model",
            })
    void whatItIsIsNamed(String file, String found) {
        assertThatExceptionOfType(MalformedCheckpointException.class)
                .isThrownBy(() -> Checkpoint.open(FOLDER.resolve(file)).close())
                .satisfies(e -> assertThat(e.found()).startsWith(found))
                .satisfies(e -> assertThat(e.advice()).doesNotContain("--object"));
    }

    @Test
    void shardIsKnownByItsContentToo(@TempDir Path folder) throws Exception {
        Path renamed = Files.copy(FOLDER.resolve("shard-of-three.distcp"), folder.resolve("weights.pt"));
        assertThatExceptionOfType(MalformedCheckpointException.class)
                .isThrownBy(() -> Checkpoint.open(renamed).close())
                .satisfies(e -> assertThat(e.found()).startsWith("several zip archives one behind the other"))
                .satisfies(e -> assertThat(e.advice()).contains("dcp_to_torch"));
    }

    @Test
    void packedFloatsAreGivenToWhoCopiesThem(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("copy.safetensors");
        OpenOptions copying = OpenOptions.DEFAULTS.withPackedTypes();
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("float4.pt"), copying)) {
            assertThat(checkpoint.tensors().values())
                    .extracting(Tensor::dtype, Tensor::shape)
                    .containsExactly(tuple(DType.F4, List.of(2L, 16L)));
            SafetensorsWriter.write(out, checkpoint.tensors().values(), Map.of());
            try (Checkpoint copy = Checkpoint.open(out)) {
                assertThat(Objects.requireNonNull(copy.tensors().get("w")).bytes())
                        .isEqualTo(Objects.requireNonNull(checkpoint.tensors().get("w"))
                                .bytes());
                assertThat(Objects.requireNonNull(copy.tensors().get("w")).sizeBytes())
                        .isEqualTo(16);
            }
        }
    }

    @Test
    void rangeBesideTensorsIsPlainData() throws Exception {
        assertThat(tensors("range.pt", OpenOptions.DEFAULTS)).isEqualTo(Map.of("w", "F32 [2] 80b8fd6d"));
    }

    @Test
    void nameWithNulGoesThroughSafetensors(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("copy.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("name-with-nul.pt"))) {
            SafetensorsWriter.write(out, checkpoint.tensors().values(), Map.of());
        }
        try (Checkpoint copy = Checkpoint.open(out)) {
            assertThat(copy.tensors()).containsOnlyKeys("a\0b");
        }
    }

    @Test
    void reservedNameIsRefusedByTheWriter(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("copy.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("name-metadata.pt"))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() ->
                            SafetensorsWriter.write(out, checkpoint.tensors().values(), Map.of()))
                    .withMessageContaining("safetensors keeps the name '__metadata__' for its own use");
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void tiedTensorsAreKnownAsTheSameElements() throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("tied.pth"))) {
            assertThat(checkpoint.tensors().values())
                    .hasSize(2)
                    .extracting(Tensors::identity)
                    .satisfies(identities -> assertThat(identities.get(0)).isEqualTo(identities.get(1)));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pipeIsReadThroughATemporaryFile(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] content = Files.readAllBytes(FOLDER.resolve("range.pt"));
        Thread writer = new Thread(() -> {
            try {
                Files.write(pipe, content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        try (Checkpoint checkpoint = Checkpoint.open(pipe)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("w");
            assertThat(checkpoint.file()).isEqualTo(pipe);
            assertThat(checkpoint.sizeBytes()).isEqualTo(content.length);
            assertThat(checkpoint.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        }
        writer.join();
    }

    private static Map<String, String> tensors(String file, OpenOptions options) throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve(file), options)) {
            for (Tensor tensor : checkpoint.tensors().values()) {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(tensor.bytes().array());
                String shown = HexFormat.of().formatHex(digest).substring(0, 8);
                all.put(tensor.name(), tensor.dtype() + " " + tensor.shape() + " " + shown);
            }
            assertThat(checkpoint.leftOut()).isEmpty();
        }
        return all;
    }
}
