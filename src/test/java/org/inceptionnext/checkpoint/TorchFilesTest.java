package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch wrote, against what torch says is in them. */
class TorchFilesTest {
    private static final String PICO = "2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4";

    @ParameterizedTest
    @CsvSource({
        "pico.pth,                TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_half.pth,           TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_bfloat16.pth,       TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_bad_shape.pth,      TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_missing_key.pth,    TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_extra_key.pth,      TORCH_ZIP,    STATE_DICT,   '',             ''",
        "pico_protocol4.pth,      TORCH_ZIP,    STATE_DICT,   '',             ''",
        "odd_tensors.pth,         TORCH_ZIP,    STATE_DICT,   '',             ''",
        "odd_objects.pth,         TORCH_ZIP,    KNOWN_OBJECT, '',             ''",
        "pico_legacy.pth,         TORCH_LEGACY, STATE_DICT,   '',             ''",
        "odd_tensors_legacy.pth,  TORCH_LEGACY, STATE_DICT,   '',             ''",
        "pico_module_prefix.pth,  TORCH_ZIP,    STATE_DICT,   '',             module.",
        "pico_lightning.pth,      TORCH_ZIP,    STATE_DICT,   state_dict,     model.",
        "pico_wrapped_ema.pth,    TORCH_ZIP,    KNOWN_OBJECT, state_dict_ema, ''",
    })
    void everyTensorIsTheOneThatTorchWrote(
            String name, CheckpointFormat format, CheckpointKind kind, String key, String prefix) throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named(name);
        try (Checkpoint checkpoint = Checkpoint.open(golden.file())) {
            assertThat(checkpoint.format()).isEqualTo(format);
            assertThat(checkpoint.kind()).isEqualTo(kind);
            assertThat(checkpoint.key().orElse("")).isEqualTo(key);
            assertThat(checkpoint.strippedPrefix().orElse("")).isEqualTo(prefix);
            List<Tensor> asInTheFile = checkpoint.tensors().values().stream()
                    .map(tensor -> Tensors.renamed(tensor, prefix + tensor.name()))
                    .toList();
            assertThat(GoldenCheckpoint.read(asInTheFile)).containsExactlyEntriesOf(golden.tensors(key));
            assertThat(TensorDigest.of(asInTheFile)).isEqualTo(golden.digest(key));
            assertThat(checkpoint.globals().keySet()).containsExactlyElementsOf(golden.globals());
        }
    }

    @Test
    void wholeModuleGivesTheTensorsOfItsStateDict() throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named("whole_module.pth");
        try (Checkpoint checkpoint = Checkpoint.open(golden.file())) {
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.KNOWN_OBJECT);
            assertThat(GoldenCheckpoint.read(checkpoint.tensors().values()))
                    .containsExactlyEntriesOf(golden.tensors("<module>"));
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(PICO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict", "state_dict_ema", "optimizer.state"})
    void keyChoosesAnotherPartOfAWrapper(String key) throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named("pico_wrapped_ema.pth");
        try (Checkpoint checkpoint = Checkpoint.open(golden.file(), OpenOptions.DEFAULTS.withKey(key))) {
            assertThat(checkpoint.key()).contains(key);
            assertThat(checkpoint.keys()).containsExactly("state_dict", "state_dict_ema");
            assertThat(GoldenCheckpoint.read(checkpoint.tensors().values()))
                    .containsExactlyEntriesOf(golden.tensors(key));
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(golden.digest(key));
        }
    }

    @Test
    void keyThatIsNotThereListsThoseThatAre() throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named("pico_wrapped_ema.pth");
        assertThatThrownBy(() -> Checkpoint.open(golden.file(), OpenOptions.DEFAULTS.withKey("state_dictt")))
                .isInstanceOf(MalformedCheckpointException.class)
                .hasMessageContaining("nothing under the key 'state_dictt'")
                .hasMessageContaining("'state_dict', 'state_dict_ema'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico_module_prefix.pth", "pico_lightning.pth"})
    void prefixedFilesGiveTheDigestOfThePlainOneWithoutTheirPrefix(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(GoldenCheckpoint.resource(name))) {
            assertThat(TensorDigest.of(checkpoint.tensors().values())).isEqualTo(PICO);
            assertThat(checkpoint.tensors()).containsKey("stem.0.weight");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pico_tar.pth,   a tar archive",
        "torchscript.pt, a TorchScript archive",
        "odd_refuse.pth, 'tensors ''sparse_coo'', ''sparse_csr'' are each a sparse tensor; 2 more cannot be read either'"
    })
    void whatCannotBeReadIsNamed(String name, String words) {
        assertThatThrownBy(() -> Checkpoint.open(GoldenCheckpoint.resource(name)))
                .isInstanceOf(MalformedCheckpointException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico_half.pth", "pico_bfloat16.pth"})
    void halfPrecisionWidensToTheExpectedFloats(String name) throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named(name);
        try (Checkpoint checkpoint = Checkpoint.open(golden.file())) {
            List<Tensor> widened = new ArrayList<>();
            for (Tensor tensor : checkpoint.tensors().values()) {
                widened.add(
                        tensor.dtype().isFloatingPoint()
                                ? Tensors.ofFloats(tensor.name(), tensor.shape(), tensor.floats())
                                : tensor);
            }
            JsonElement expected = golden.expected().get("digestTD1AfterWideningToF32");
            assertThat(TensorDigest.of(widened)).isEqualTo(expected.getAsString());
        }
    }
}
