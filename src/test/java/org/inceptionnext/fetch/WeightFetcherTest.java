package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.PublishedWeights;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Embedded weights, on the golden pico file, which stands on the class path of the tests. */
class WeightFetcherTest {
    private static final String RESOURCE = "golden/checkpoint/pico.safetensors";

    /** {@code golden/checkpoint/digests.json}: every file of pico with formula weights has it. */
    private static final String TENSOR_DIGEST = "2ee882413b48bda0a7d985e1d4ae62b790261c2d58fbd2a49791a1fe0668f5d4";

    @TempDir
    Path cache;

    private byte[] content = new byte[0];

    @BeforeEach
    void readContent() throws IOException {
        try (InputStream in = WeightFetcherTest.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            assertThat(in).isNotNull();
            content = in.readAllBytes();
        }
    }

    @Test
    void embeddedWeightsAreCopiedIntoTheStore() throws Exception {
        Path store = cache.resolve("a folder/ünïcode");
        FetchedWeights fetched = fetch(store, card(pinned()));
        assertThat(fetched.level()).isEqualTo(IntegrityLevel.PINNED);
        assertThat(fetched.source()).isEqualTo("jar:" + RESOURCE);
        assertThat(fetched.file()).isEqualTo(store.resolve("blobs/sha256").resolve(Sha256Hex.of(content)));
        assertThat(Files.readAllBytes(fetched.file())).isEqualTo(content);
        assertThat(filesUnder(store.resolve("blobs"))).containsExactly(fetched.file());
        assertThat(filesUnder(store.resolve("partial"))).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void storeIsForItsOwnerOnly() throws Exception {
        FetchedWeights fetched = fetch(cache.resolve("store"), card(pinned()));
        Path folder = fetched.file().getParent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.resolve("store"))))
                .isEqualTo("rwx------");
    }

    @Test
    void secondFetchWritesNothing() throws Exception {
        Path file = fetch(cache, card(pinned())).file();
        Object before = Files.readAttributes(file, "lastModifiedTime,fileKey");
        assertThat(fetch(cache, card(pinned())).file()).isEqualTo(file);
        assertThat(Files.readAttributes(file, "lastModifiedTime,fileKey")).isEqualTo(before);
    }

    @Test
    void damagedFileInTheStoreIsReplaced() throws Exception {
        Path file = fetch(cache, card(pinned())).file();
        byte[] damaged = content.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        assertThat(Files.readAllBytes(fetch(cache, card(pinned())).file())).isEqualTo(content);
    }

    @Test
    void otherHashIsFatalAndLeavesNothing() throws Exception {
        String wrong = "0".repeat(64);
        ModelCard card = card(source(content.length, wrong));
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> fetch(cache, card))
                .withMessage("jar:" + RESOURCE + ": SHA-256 is " + Sha256Hex.of(content) + ", expected " + wrong
                        + " (stated by the test). Nothing was loaded. The library's jar was changed: get it again from where it is"
                        + " published.")
                .satisfies(e -> assertThat(e.algorithm()).isEqualTo("SHA-256"))
                .satisfies(e -> assertThat(e.expected()).isEqualTo(wrong))
                .satisfies(e -> assertThat(e.actual()).isEqualTo(Sha256Hex.of(content)));
        assertThat(filesUnder(cache.resolve("blobs"))).isEmpty();
        assertThat(filesUnder(cache.resolve("partial"))).isEmpty();
    }

    @Test
    void otherSizeIsFatalAndLeavesNothing() throws Exception {
        String sha256 = Sha256Hex.of(content);
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> fetch(cache, card(source(content.length + 1, sha256))))
                .withMessageContaining("size in bytes is 456016, expected 456017");
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> fetch(cache, card(source(content.length - 1, sha256))))
                .withMessageContaining("size in bytes is more than 456015, expected 456015");
        assertThat(filesUnder(cache.resolve("blobs"))).isEmpty();
        assertThat(filesUnder(cache.resolve("partial"))).isEmpty();
    }

    @Test
    void otherTensorsThanPinnedAreFatal() throws Exception {
        ModelCard card = card(pinned(), "1".repeat(64));
        assertThatExceptionOfType(IntegrityException.class)
                .isThrownBy(() -> fetch(cache, card))
                .withMessageContaining(": tensor digest is " + TENSOR_DIGEST + ", expected " + "1".repeat(64));
    }

    @Test
    void embeddedWeightsWithoutAPinAreNotUsed() throws Exception {
        WeightSource unpinned = new WeightSource(new Location.Embedded(RESOURCE), Optional.empty(), Optional.empty());
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetch(cache, card(unpinned)))
                .withMessageContaining("the card states no size or no SHA-256 for jar:" + RESOURCE);
    }

    @Test
    void missingResourceIsNamed() throws Exception {
        WeightSource missing = new WeightSource(
                new Location.Embedded("golden/none.safetensors"),
                Optional.of(1L),
                Optional.of(new Pin("0".repeat(64), "the test")));
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetch(cache, card(missing)))
                .withMessageContaining("jar:golden/none.safetensors is not on the class path");
    }

    @Test
    void usersFileIsTakenAsItIs() throws Exception {
        Path file = cache.resolve("mine.pth");
        Files.write(file, content);
        FetchedWeights fetched = WeightFetcher.userFile(file);
        assertThat(fetched)
                .isEqualTo(new FetchedWeights(file, IntegrityLevel.USER_FILE, file.toString(), Optional.empty()));
        assertThat(fetched.level().statement()).contains("nothing is pinned");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> WeightFetcher.userFile(cache.resolve("nowhere")))
                .withMessage(cache.resolve("nowhere") + ": no such file of weights");
    }

    private static FetchedWeights fetch(Path store, ModelCard card) throws IOException {
        NetworkSettings settings =
                NetworkSettings.of(Map.of(), new Properties()).offline("the test");
        return new WeightFetcher(store, settings).fetch(FetchRequest.of(card, tensors -> {}));
    }

    private WeightSource pinned() {
        return source(content.length, Sha256Hex.of(content));
    }

    private static WeightSource source(long sizeBytes, String sha256) {
        return new WeightSource(
                new Location.Embedded(RESOURCE), Optional.of(sizeBytes), Optional.of(new Pin(sha256, "the test")));
    }

    private static ModelCard card(WeightSource source) throws Exception {
        return card(source, TENSOR_DIGEST);
    }

    private static ModelCard card(WeightSource source, String tensorDigest) throws Exception {
        ModelCard pico = Registry.builtin().find("inceptionnext_pico");
        return new ModelCard(
                pico.name(),
                pico.alias(),
                pico.version(),
                pico.application(),
                pico.about(),
                pico.network(),
                pico.parameters(),
                pico.labels(),
                pico.presets(),
                Optional.empty(),
                new PublishedWeights(Optional.of(new Pin(tensorDigest, "the goldens")), List.of(source)));
    }

    private static List<Path> filesUnder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
