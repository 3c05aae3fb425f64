package org.inceptionnext.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.DefaultZooProvider;
import ai.djl.repository.zoo.ModelZoo;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.signing.ModelSignature;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.fetch.signing.VerificationKey;
import org.inceptionnext.publish.RegistryCheck.Report;
import org.inceptionnext.registry.FolderCards;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.RegistryException;
import org.inceptionnext.registry.Release;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a publisher leaves, whatever happens to it: the registry as it was, or as it is to be. */
class RegistryFolderTest {
    private static final Path KEYS = Path.of("src/test/resources/signing");
    private static final TrustedKeys NONE = TrustedKeys.of();
    private static final String STOCK_ZOO = "ai.djl.repository.zoo.location";

    @TempDir
    private Path folder;

    private Path root;
    private Publications publications;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("zoo");
        publications = new Publications();
    }

    @AfterEach
    void close() throws IOException {
        publications.close();
    }

    private Release publish(String name, String version) throws IOException {
        return publish(publications.of(name, version), Optional.empty());
    }

    private Release publish(Publication publication, Optional<SigningKey> key) throws IOException {
        return new RegistryFolder(root).publish(publication, key, FetchListener.SILENT);
    }

    private Registry registry() {
        return Registry.of(List.of(new FolderCards("acme", root, Set.of())));
    }

    private Path version(String name, String version) {
        return root.resolve("model/cv/image_classification/com/acme")
                .resolve(name)
                .resolve(version);
    }

    @Test
    void publishedModelIsFoundByNameWithAllThatWasSaidOfIt() throws Exception {
        publish("cells", "1.2.0");
        ModelCard card = registry().find("com.acme/cells");
        assertThat(card.qualifiedName()).isEqualTo("com.acme/cells");
        assertThat(card.version()).isEqualTo("1.2.0");
        assertThat(card.labels().classNames()).hasSize(10).startsWith("airplane");
        assertThat(card.defaultPreset().accuracy().orElseThrow().top1Percent()).isEqualTo(81.25);
        assertThat(card.about().weightsLicense().name()).isEqualTo("MIT");
        assertThat(registry().find("Cells").qualifiedName()).isEqualTo("com.acme/cells");
        assertThat(card.weights().sources()).singleElement().satisfies(source -> {
            assertThat(source.sizeBytes())
                    .contains(Files.size(Path.of(URI.create(source.location().url()))));
            assertThat(source.location().url())
                    .contains("/blobs/sha256/" + source.sha256().orElseThrow().hex());
        });
        assertThat(RegistryCheck.of(root, NONE)).isEqualTo(new Report(1, 1, List.of(), List.of()));
    }

    @Test
    void folderOfAVersionIsWhatTimmAndHuggingFaceRead() throws Exception {
        publish("cells", "1.2.0");
        Path home = version("cells", "1.2.0");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "README.md", "card.json", "config.json", "labels.txt", "metrics.json", "model.safetensors");
        }
        assertThat(Files.readString(home.resolve("README.md")))
                .startsWith("---\nlicense: mit\npipeline_tag: image-classification\nlibrary_name: timm\n")
                .contains("value: 0.8125", "| Top-1 accuracy | 81.25 % on cells-val (com.acme) |", "| Loss | 0.61 |");
        assertThat(Files.readString(home.resolve("config.json")))
                .contains("\"num_classes\": 10", "\"airplane\"", "\"classifier\": \"head.fc2\"");
    }

    @Test
    void stockDjlListsTheFolderAndSeesItsFilesAndArguments() throws Exception {
        publish("cells", "1.2.0");
        publish("cells", "1.10.0");
        Repository repository = Repository.newInstance("acme", root.toUri().toString());
        assertThat(repository.getResources()).singleElement().satisfies(mrl -> {
            assertThat(mrl.getGroupId()).isEqualTo("com.acme");
            assertThat(mrl.getArtifactId()).isEqualTo("cells");
            assertThat(mrl.getApplication()).isEqualTo(Application.CV.IMAGE_CLASSIFICATION);
        });
        MRL mrl = repository.model(Application.CV.IMAGE_CLASSIFICATION, "com.acme", "cells", "1.2.0");
        Artifact artifact = repository.resolve(mrl, Map.of());
        assertThat(artifact.getVersion()).isEqualTo("1.2.0");
        assertThat(artifact.getArguments(null)).containsEntry("card", "com.acme/cells@1.2.0");
        assertThat(artifact.getFiles()).containsKey("model.safetensors");
        repository.prepare(artifact, null);
        Path prepared = repository.getResourceDirectory(artifact);
        assertThat(Files.size(prepared.resolve("model.safetensors")))
                .as("DJL compared the SHA-1 of each file")
                .isEqualTo(Files.size(version("cells", "1.2.0").resolve("model.safetensors")));
    }

    @Test
    void stockDjlsOwnZooListsTheFolderThatThePropertyNames() throws Exception {
        publish("cells", "1.2.0");
        // DJL's class of zoos makes its own when it is first used; asked before that, DJL 0.36 has no logger yet.
        assertThat(ModelZoo.listModelZoo()).isNotEmpty();
        System.setProperty(STOCK_ZOO, root.toUri().toString());
        try {
            assertThat(new DefaultZooProvider().getModelZoo().getModelLoaders())
                    .singleElement()
                    .satisfies(loader -> {
                        assertThat(loader.getArtifactId()).isEqualTo("cells");
                        assertThat(loader.getApplication()).isEqualTo(Application.CV.IMAGE_CLASSIFICATION);
                    });
        } finally {
            System.clearProperty(STOCK_ZOO);
        }
    }

    @Test
    void newestVersionIsTakenAndOlderOnesStay() throws Exception {
        publish("cells", "1.10.0");
        publish("cells", "1.9.0");
        publish("cells", "2.0.0-rc1");
        assertThat(registry().find("com.acme/cells").version()).isEqualTo("2.0.0-rc1");
        assertThat(registry().find("com.acme/cells@1.9.0").version()).isEqualTo("1.9.0");
        assertThatThrownBy(() -> registry().find("com.acme/cells@3"))
                .hasMessage("Unknown version '3' of com.acme/cells. Known: com.acme/cells@2.0.0-rc1,"
                        + " com.acme/cells@1.10.0, com.acme/cells@1.9.0.");
        try (Stream<Path> blobs = Files.list(root.resolve("blobs/sha256"))) {
            assertThat(blobs).as("equal weights are kept once").hasSize(1);
        }
    }

    @Test
    void versionIsNeverChanged() throws Exception {
        publish("cells", "1.2.0");
        byte[] before = Files.readAllBytes(version("cells", "1.2.0").resolveSibling("metadata.json"));
        assertThatThrownBy(() -> publish("cells", "1.2.0"))
                .isInstanceOf(PublishException.class)
                .hasMessage("com.acme/cells 1.2.0 is there already, and a version is never changed. Publish this under"
                        + " another version; --yank takes one back.");
        assertThat(version("cells", "1.2.0").resolveSibling("metadata.json")).hasBinaryContent(before);
    }

    @Test
    void yankedVersionIsPassedOverAndRefusedByItsNumber() throws Exception {
        publish("cells", "1.0.0");
        publish("cells", "2.0.0");
        new RegistryFolder(root).yank("com.acme", "cells", "2.0.0", "labels were swapped");
        assertThat(registry().find("com.acme/cells").version()).isEqualTo("1.0.0");
        assertThatThrownBy(() -> registry().find("com.acme/cells@2.0.0"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.YANKED))
                .hasMessageContaining("labels were swapped")
                .hasMessageEndingWith("Use com.acme/cells@1.0.0.");
        new RegistryFolder(root).yank("com.acme", "cells", "1.0.0", "old");
        assertThatThrownBy(() -> registry().find("com.acme/cells"))
                .hasMessageEndingWith("No other version of it is there.");
        assertThat(registry().cards()).noneMatch(card -> card.name().equals("cells"));
        assertThat(RegistryCheck.of(root, NONE).problems()).isEmpty();
    }

    @Test
    void namesThatDjlCannotHoldAreRefused() {
        assertThatThrownBy(() ->
                        publish(publications.of("Com_Acme", "cells", "1", publications.tensors()), Optional.empty()))
                .hasMessageContaining("The group is 'Com_Acme', allowed is a name like com.acme");
        assertThatThrownBy(() -> publish(
                        publications.of("org.inceptionnext", "cells", "1", publications.tensors()), Optional.empty()))
                .hasMessageContaining("and not org.inceptionnext");
        assertThatThrownBy(() -> publish("../cells", "1")).hasMessageContaining("The name is '../cells'");
        assertThatThrownBy(() -> publish("cells", "one")).hasMessageContaining("The version is 'one'");
        assertThat(root).doesNotExist();
    }

    @Test
    void signedVersionHoldsForPythonsWholeFolder() throws Exception {
        publish(publications.of("cells", "1.2.0"), Optional.of(SigningKey.read(KEYS.resolve("p384.pem"))));
        TrustedKeys trusted = TrustedKeys.of(VerificationKey.read(KEYS.resolve("p384.pub.pem")));
        assertThat(ModelSignature.verify(version("cells", "1.2.0"), trusted).digests())
                .containsOnlyKeys(
                        "README.md", "card.json", "config.json", "labels.txt", "metrics.json", "model.safetensors");
        assertThat(RegistryCheck.of(root, trusted).problems()).isEmpty();
    }

    /** Each step is the last one of some publisher: the process ends there, so nothing of it cleans up. */
    @Test
    void publisherThatIsKilledAtAnyStepLeavesTheOldRegistryOrTheNew() throws Exception {
        publish("cells", "1.0.0");
        List<String> steps = new ArrayList<>();
        new RegistryFolder(folder.resolve("other"), steps::add)
                .publish(
                        publications.of("cells", "2.0.0"),
                        Optional.of(SigningKey.read(KEYS.resolve("p256.pem"))),
                        FetchListener.SILENT);
        assertThat(steps).hasSize(7);
        List<String> seen = new ArrayList<>();
        for (String last : steps) {
            RegistryFolder killed = new RegistryFolder(root, step -> {
                if (step.equals(last)) {
                    throw new Killed();
                }
            });
            assertThatThrownBy(() -> killed.publish(
                            publications.of("cells", "2.0.0"),
                            Optional.of(SigningKey.read(KEYS.resolve("p256.pem"))),
                            FetchListener.SILENT))
                    .isInstanceOf(Killed.class);
            Report report = RegistryCheck.of(root, NONE);
            assertThat(report.problems()).as("killed before: %s", last).isEmpty();
            String version = registry().find("com.acme/cells").version();
            seen.add(version);
            if (version.equals("2.0.0")) {
                break;
            }
        }
        assertThat(seen).containsExactly("1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "1.0.0", "2.0.0");
        publish("cells", "3.0.0");
        assertThat(RegistryCheck.of(root, NONE)).isEqualTo(new Report(1, 3, List.of(), List.of()));
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void newModelWhosePublisherWasKilledBeforeTheIndexIsAddedByTheNext() throws Exception {
        RegistryFolder killed = new RegistryFolder(root, step -> {
            if (step.equals("list the model")) {
                throw new Killed();
            }
        });
        assertThatThrownBy(() -> killed.publish(publications.of("cells", "1"), Optional.empty(), FetchListener.SILENT))
                .isInstanceOf(Killed.class);
        assertThat(RegistryCheck.of(root, NONE).problems()).isEmpty();
        assertThat(RegistryCheck.of(root, NONE).notes())
                .contains("index.txt is not there yet: a publisher was killed. The next one writes it.");
        publish("nuclei", "1");
        assertThat(registry().find("com.acme/cells").version()).isEqualTo("1");
        assertThat(RegistryCheck.of(root, NONE)).isEqualTo(new Report(2, 2, List.of(), List.of()));
    }

    @Test
    void publishersAtOnceAllFindTheirVersions() throws Exception {
        int publishers = 6;
        ExecutorService pool = Executors.newFixedThreadPool(publishers);
        List<Future<Release>> running = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            String version = "1." + i;
            Callable<Release> one = () -> publish("cells", version);
            running.add(pool.submit(one));
        }
        for (Future<Release> each : running) {
            each.get();
        }
        pool.shutdown();
        assertThat(RegistryCheck.of(root, NONE)).isEqualTo(new Report(1, publishers, List.of(), List.of()));
    }

    @Test
    void checkNamesEveryFileThatIsNotAsItWas() throws Exception {
        publish("cells", "1.0.0");
        Path home = version("cells", "1.0.0");
        Files.delete(home.resolve("labels.txt"));
        Files.writeString(home.resolve("config.json"), "{}");
        Files.writeString(home.resolve("extra"), "");
        Files.writeString(
                home.resolve("card.json"),
                Files.readString(home.resolve("card.json")).replace("81.25", "99.9"));
        // The weights' two names are one file.
        try (FileChannel weights = FileChannel.open(home.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
            weights.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), Files.size(home.resolve("model.safetensors")) - 3);
        }
        List<String> problems = RegistryCheck.of(root, NONE).problems();
        assertThat(problems).hasSize(6);
        assertThat(String.join("\n", problems))
                .contains(
                        home.resolve("labels.txt") + ": listed, and not there.",
                        home.resolve("config.json") + ": SHA-256 is ",
                        home.resolve("extra") + ": does not belong to the version.",
                        home.resolve("card.json") + ": says something else than the metadata.json above it.",
                        home.resolve("model.safetensors") + ": SHA-256 is ",
                        "not that of its name.");
    }

    @Test
    void weightsOfAnotherNetworkAreAProblem() throws Exception {
        publish(publications.of("com.acme", "cells", "1", publications.tensors().subList(1, 5)), Optional.empty());
        assertThat(RegistryCheck.of(root, NONE).problems())
                .singleElement()
                .asString()
                .contains("no weights of com.acme/cells 1: ");
    }

    @Test
    void cardTextIsUtf8() throws Exception {
        Publication plain = publications.of("cells", "1");
        publish(plain, Optional.empty());
        byte[] bytes = Files.readAllBytes(version("cells", "1").resolve("card.json"));
        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
    }
}
