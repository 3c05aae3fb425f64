package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.http.Timeouts;
import org.inceptionnext.registry.About;
import org.inceptionnext.registry.Labels;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Paper;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.PublishedWeights;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.FormulaTensor;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small network's weights on a fake hub, and a store to fetch them into. */
abstract class HubTest {
    static final String REPOSITORY = "timm/small";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final Location HUGGING_FACE = new Location.HuggingFace(REPOSITORY, COMMIT, "model.safetensors");
    static final Location GITHUB = new Location.GitHubRelease("authors/small", "model", "small.safetensors");
    static final List<FormulaTensor> TENSORS = List.of(
            new FormulaTensor("stem.0.weight", List.of(64L, 32L, 5L, 5L)),
            new FormulaTensor("stem.0.bias", List.of(64L)));

    /** As the defaults, so much shorter that a test need not wait. */
    static final Timeouts SHORT = new Timeouts(
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            100_000,
            new Timeouts.Backoff(5, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(3)),
            Duration.ofMillis(800));

    /** For tests of what is said, not of when: on a machine that is busy, a hub on it may take its time. */
    static final Timeouts PATIENT = new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            1024,
            SHORT.backoff(),
            Duration.ofMinutes(2));

    Timeouts patience = SHORT;

    @TempDir
    Path folder;

    FakeHub hub;
    Path cache;
    byte[] content;
    List<String> notes = new ArrayList<>();
    Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void startHub() throws IOException {
        hub = FakeHub.start();
        cache = folder.resolve("cache");
        content = file(TENSORS, Map.of());
        publish(content);
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    final void publish(byte[] bytes) {
        hub.huggingFace(REPOSITORY, COMMIT, "model.safetensors", bytes);
        hub.gitHub("authors/small", "model", "small.safetensors", bytes);
    }

    final byte[] file(List<FormulaTensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = Files.createTempFile(folder, "published", ".safetensors");
        SafetensorsWriter.write(file, tensors, metadata);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    static String tensorDigest() throws IOException {
        return TensorDigest.of(TENSORS);
    }

    static WeightSource unpinned(Location location) {
        return new WeightSource(location, Optional.empty(), Optional.empty());
    }

    final WeightSource pinned(Location location) {
        return new WeightSource(
                location, Optional.of((long) content.length), Optional.of(new Pin(Sha256Hex.of(content), "the test")));
    }

    static ModelCard card(WeightSource... sources) {
        return card(Optional.empty(), sources);
    }

    static ModelCard card(Optional<Pin> tensorDigest, WeightSource... sources) {
        return card("Apache-2.0", tensorDigest, sources);
    }

    static ModelCard card(String weightsLicense, Optional<Pin> tensorDigest, WeightSource... sources) {
        License license = new License("Apache-2.0", "the test");
        URI page = URI.create("https://github.com/authors/small");
        return new ModelCard(
                "small",
                Optional.empty(),
                "0.0.1",
                "cv/image_classification",
                new About(
                        "Small",
                        "A test's network.",
                        page,
                        new Paper("A paper", page),
                        license,
                        new License(weightsLicense, "the test")),
                "small",
                51264,
                new Labels("two", List.of("cat", "dog")),
                List.of(),
                Optional.empty(),
                new PublishedWeights(tensorDigest, List.of(sources)));
    }

    /** As the network's own check: names and shapes, before an element is read. */
    static void check(Map<String, Tensor> tensors) throws IOException {
        for (FormulaTensor expected : TENSORS) {
            Tensor found = tensors.get(expected.name());
            if (found == null || !found.shape().equals(expected.shape()) || tensors.size() != TENSORS.size()) {
                throw new IOException("not the tensors of the network");
            }
        }
    }

    final FetchRequest request(ModelCard card) {
        return FetchRequest.of(card, HubTest::check).withListener(new FetchListener() {
            @Override
            public void note(String message) {
                notes.add(message);
            }
        });
    }

    final NetworkSettings network() {
        Properties properties = new Properties();
        properties.putAll(hub.properties());
        properties.setProperty("user.home", folder.resolve("home").toString());
        return NetworkSettings.of(environment, properties).with(patience);
    }

    final WeightFetcher fetcher() {
        return new WeightFetcher(cache, network());
    }

    final FetchedWeights fetch(ModelCard card) throws IOException {
        return fetcher().fetch(request(card));
    }

    /** The content came through every fault: right, whole, under its own hash, and nothing is left over. */
    final void assertWhole(FetchedWeights weights) throws IOException {
        assertThat(Sha256Hex.of(Files.readAllBytes(weights.file()))).isEqualTo(Sha256Hex.of(content));
        assertThat(weights.file().getFileName()).hasToString(Sha256Hex.of(content));
        assertThat(files("partial")).isEmpty();
    }

    /** No file of weights came to be. */
    final void assertNothingKept() throws IOException {
        assertThat(files("blobs/sha256")).isEmpty();
    }

    final List<Path> files(String name) throws IOException {
        if (!Files.exists(cache.resolve(name))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache.resolve(name))) {
            return files.toList();
        }
    }
}
