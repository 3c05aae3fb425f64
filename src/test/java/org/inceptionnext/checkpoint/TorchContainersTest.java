package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that torch 2.15.0 and 1.13.1 wrote: dtypes, containers, subclasses and protocols. What is in them was noted by the
 * program that wrote them, bench/interop/checkpoints/write.py, which writes more than a thousand such; here is one of each
 * kind.
 */
class TorchContainersTest {
    private static final Path FOLDER = Path.of("src/test/resources/cases/torch");

    static Stream<JsonObject> files() throws IOException {
        JsonElement all = JsonParser.parseString(Files.readString(FOLDER.resolve("manifest.json")));
        return StreamSupport.stream(all.getAsJsonArray().spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    static Stream<JsonObject> read() throws IOException {
        return files().filter(file -> file.getAsJsonArray("refused").isEmpty());
    }

    static Stream<JsonObject> refused() throws IOException {
        return files().filter(file -> !file.getAsJsonArray("refused").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("read")
    void everyTensorIsGivenOrCounted(JsonObject file) throws Exception {
        try (Checkpoint checkpoint = open(file)) {
            JsonObject named = file.getAsJsonObject("named");
            assertThat(checkpoint.tensors().keySet()).containsExactlyInAnyOrderElementsOf(named.keySet());
            for (Tensor tensor : checkpoint.tensors().values()) {
                JsonObject expected = named.getAsJsonObject(tensor.name());
                assertThat(tensor.dtype().name())
                        .isEqualTo(expected.get("dtype").getAsString());
                assertThat(tensor.shape().toString().replace(" ", ""))
                        .isEqualTo(expected.get("shape").toString());
                assertThat(sha256(tensor)).isEqualTo(expected.get("sha256").getAsString());
            }
            assertThat(checkpoint.leftOut().stream().mapToInt(LeftOut::count).sum())
                    .as("%s", checkpoint.leftOut())
                    .isEqualTo(file.get("unnamed").getAsInt());
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeGivenIsNamedBeforeAnyOtherAdvice(JsonObject file) {
        assertThatExceptionOfType(MalformedCheckpointException.class)
                .isThrownBy(() -> open(file).close())
                .satisfies(e -> file.getAsJsonArray("refused")
                        .forEach(word -> assertThat(e.getMessage()).containsPattern(word.getAsString())))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("--object"));
    }

    private static Checkpoint open(JsonObject file) throws IOException {
        OpenOptions options = OpenOptions.DEFAULTS;
        if (file.get("object").getAsBoolean()) {
            options = options.withForeignObjects();
        }
        if (file.get("packed").getAsBoolean()) {
            options = options.withPackedTypes();
        }
        if (!file.get("key").isJsonNull()) {
            options = options.withKey(file.get("key").getAsString());
        }
        return Checkpoint.open(FOLDER.resolve(file.get("file").getAsString()), options);
    }

    private static String sha256(Tensor tensor) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(tensor.bytes());
        return HexFormat.of().formatHex(digest.digest());
    }
}
