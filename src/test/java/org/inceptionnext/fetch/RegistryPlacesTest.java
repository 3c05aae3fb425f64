package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.inceptionnext.fetch.registries.Configuration;
import org.inceptionnext.fetch.registries.Registries;
import org.inceptionnext.fetch.registries.RegistryPlace;
import org.inceptionnext.fetch.signing.ModelSignatureException;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.fetch.signing.VerificationKey;
import org.inceptionnext.publish.Publications;
import org.inceptionnext.publish.RegistryFolder;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.RegistryException;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.FakeAuthority;
import org.inceptionnext.testing.FakeHub.Reply;
import org.inceptionnext.testing.FakeHub.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registries behind https and in folders: what is found, what is refused and in which words, what is left without a network. */
class RegistryPlacesTest extends HubTest {
    private static final Path KEYS = Path.of("src/test/resources/signing");
    private static final URI ADDRESS = URI.create("https://" + FakeAuthority.STATIC_HOST + "/zoo/");
    private static final String CELLS = "model/cv/image_classification/com/acme/cells/";

    private Path root;

    @BeforeEach
    void serve() throws IOException {
        patience = PATIENT;
        root = folder.resolve("published");
        hub.serve(root);
        publish("cells", "1.0.0");
    }

    private void publish(String name, String version) throws IOException {
        publish(root, name, version);
    }

    private static void publish(Path root, String name, String version) throws IOException {
        try (Publications publications = new Publications()) {
            new RegistryFolder(root)
                    .publish(
                            publications.of(name, version),
                            Optional.of(SigningKey.read(KEYS.resolve("p256.pem"))),
                            FetchListener.SILENT);
        }
    }

    private static TrustedKeys trusted(String... names) throws IOException {
        List<VerificationKey> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(VerificationKey.read(KEYS.resolve(name + ".pub.pem")));
        }
        return new TrustedKeys(keys, List.of());
    }

    private static RegistryPlace web(TrustedKeys keys) {
        return new RegistryPlace("acme", ADDRESS, Set.of("com.acme"), keys);
    }

    private NetworkSettings settings() {
        Properties properties = new Properties();
        properties.putAll(hub.properties());
        return NetworkSettings.of(environment, properties).with(patience);
    }

    private Registry registry(RegistryPlace... places) {
        return registry(settings(), Map.of(), places);
    }

    private Registry registry(NetworkSettings settings, Map<String, String> tokens, RegistryPlace... places) {
        return Registries.of(new Configuration(Arrays.asList(places), tokens), settings, cache);
    }

    private FetchedWeights fetch(ModelCard card, NetworkSettings settings) throws IOException {
        return new WeightFetcher(cache, settings)
                .fetch(FetchRequest.of(card, tensors -> {}).withListener(listener()));
    }

    private FetchListener listener() {
        return new FetchListener() {
            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
    }

    private RegistryException refused(Registry registry, String name) {
        return catchThrowableOfType(RegistryException.class, () -> registry.find(name));
    }

    private List<Request> asked() {
        return hub.requests().stream()
                .filter(request -> request.host().equals(FakeAuthority.STATIC_HOST))
                .toList();
    }

    @Test
    void modelIsFoundByNameAndItsWeightsAreThoseOfTheSignedCard() throws Exception {
        ModelCard card = registry(web(trusted("p256"))).find("com.acme/cells");
        assertThat(card.origin().registry()).isEqualTo("acme");
        assertThat(card.origin().signedBy())
                .contains(trusted("p256").keys().get(0).hint());
        FetchedWeights weights = fetch(card, settings());
        assertThat(weights.level()).isEqualTo(IntegrityLevel.SIGNED);
        assertThat(weights.file()).hasSameBinaryContentAs(root.resolve(CELLS + "1.0.0/model.safetensors"));
    }

    @Test
    void withoutKeysACardIsPinnedAndNotSigned() throws Exception {
        ModelCard card = registry(web(TrustedKeys.of())).find("cells");
        assertThat(card.origin().signedBy()).isEmpty();
        assertThat(fetch(card, settings()).level()).isEqualTo(IntegrityLevel.PINNED);
    }

    @Test
    void theLibrarysModelsAreFoundWithoutAskingAnybody() throws Exception {
        Registry registry = registry(web(TrustedKeys.of()));
        assertThat(registry.find("inceptionnext_tiny").origin().registry()).isEqualTo("the library");
        assertThat(registry.groups()).containsExactlyInAnyOrder("org.inceptionnext", "com.acme");
        assertThat(asked()).isEmpty();
    }

    /** DJL wants to know groups when it starts: the command line has found the model by then. */
    @Test
    void groupThatNobodyConfiguredIsKnownOnceThePlaceWasRead() throws Exception {
        Registry registry = registry(new RegistryPlace("acme", ADDRESS, Set.of(), TrustedKeys.of()));
        assertThat(registry.groups()).containsExactly("org.inceptionnext");
        assertThat(asked()).isEmpty();
        registry.find("com.acme/cells");
        assertThat(registry.groups()).containsExactlyInAnyOrder("org.inceptionnext", "com.acme");
    }

    @Test
    void secondProcessAsksByETagAndLoadsNothingTwice() throws Exception {
        fetch(registry(web(trusted("p256"))).find("com.acme/cells"), settings());
        int before = asked().size();
        fetch(registry(web(trusted("p256"))).find("com.acme/cells"), settings());
        assertThat(asked().subList(before, asked().size()))
                .as("index and metadata are asked for; a version's files never change")
                .extracting(Request::path)
                .containsExactly("/zoo/index.txt", "/zoo/" + CELLS + "metadata.json");
        assertThat(asked().subList(before, asked().size()))
                .allMatch(request -> request.header("if-none-match").isPresent());
    }

    @Test
    void offlineTheSecondTimeNothingIsAskedAndAllIsThere() throws Exception {
        fetch(registry(web(trusted("p256"))).find("com.acme/cells"), settings());
        int before = asked().size();
        NetworkSettings offline = settings().offline("--offline");
        ModelCard card = registry(offline, Map.of(), web(trusted("p256"))).find("com.acme/cells");
        assertThat(fetch(card, offline).level()).isEqualTo(IntegrityLevel.SIGNED);
        assertThat(asked()).hasSize(before);
    }

    @Test
    void offlineTheFirstTimeTheErrorSaysWhatToDo() {
        RegistryException refused =
                refused(registry(settings().offline("--offline"), Map.of(), web(TrustedKeys.of())), "com.acme/cells");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.UNREADABLE);
        assertThat(refused)
                .hasMessageContaining("--offline forbids to read it now. Run once with a network: inx models");
    }

    @Test
    void registryThatIsDownGivesWhatItGaveBeforeAndSaysSo() throws Exception {
        registry(web(trusted("p256"))).find("com.acme/cells");
        hub.fallSilent();
        patience = SHORT;
        Registry registry = registry(web(trusted("p256")));
        assertThat(registry.find("com.acme/cells").version()).isEqualTo("1.0.0");
        assertThat(registry.notes())
                .singleElement()
                .asString()
                .startsWith("acme cannot be read (")
                .contains("; what it said on ");
    }

    @Test
    void brokenRegistryLeavesTheOthers() throws Exception {
        Path second = folder.resolve("second");
        publish(second, "nuclei", "2.0.0");
        hub.serve(folder.resolve("nothing"));
        Registry registry =
                registry(web(TrustedKeys.of()), new RegistryPlace("local", second.toUri(), Set.of(), TrustedKeys.of()));
        assertThat(registry.find("nuclei").qualifiedName()).isEqualTo("com.acme/nuclei");
        assertThat(registry.cards()).extracting(ModelCard::name).contains("inceptionnext_tiny", "nuclei");
        assertThat(registry.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.resource()).isEqualTo(ADDRESS + "index.txt");
            assertThat(problem.message()).contains("HTTP status 404: no such file there");
        });
    }

    @Test
    void firstRegistryWithANameGivesTheModelAndTheOthersAreNamed() throws Exception {
        Path second = folder.resolve("second");
        publish(second, "cells", "9.0.0");
        RegistryPlace other = new RegistryPlace("local", second.toUri(), Set.of(), TrustedKeys.of());
        Registry registry = registry(web(TrustedKeys.of()), other);
        ModelCard card = registry.find("cells");
        assertThat(card.version()).isEqualTo("1.0.0");
        assertThat(registry.others("cells", card))
                .singleElement()
                .satisfies(same -> assertThat(same.origin().registry()).isEqualTo("local"));
        assertThat(registry(other, web(TrustedKeys.of())).find("cells").version())
                .isEqualTo("9.0.0");
    }

    @Test
    void groupThatTheConfigurationDoesNotAllowIsLeftOut() {
        Registry registry = registry(new RegistryPlace("acme", ADDRESS, Set.of("com.other"), TrustedKeys.of()));
        assertThat(registry.cards()).noneMatch(card -> card.name().equals("cells"));
        assertThat(registry.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("groupId: found 'com.acme', allowed 'com.other'"));
    }

    /** Java's own server of files, as {@code python3 -m http.server}: no ETag, no ranges, no TLS. */
    @Test
    void plainServerOfThisMachineWillDo() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring("/zoo/".length()));
            boolean isThere = Files.isRegularFile(file);
            byte[] body = isThere ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(isThere ? 200 : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/zoo/");
            RegistryPlace place = new RegistryPlace("mine", address, Set.of(), trusted("p256"));
            ModelCard card = registry(place).find("com.acme/cells");
            assertThat(fetch(card, settings()).level()).isEqualTo(IntegrityLevel.SIGNED);
            assertThat(hub.requests()).as("the proxy is for other machines").isEmpty();
        } finally {
            server.stop(0);
        }
    }

    // What is refused

    @Test
    void yankedVersionIsRefusedOverTheNetworkToo() throws Exception {
        publish("cells", "2.0.0");
        new RegistryFolder(root).yank("com.acme", "cells", "2.0.0", "labels were swapped");
        Registry registry = registry(web(trusted("p256")));
        assertThat(registry.find("com.acme/cells").version()).isEqualTo("1.0.0");
        RegistryException refused = refused(registry, "com.acme/cells@2.0.0");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.YANKED);
        assertThat(refused)
                .hasMessageContaining("was withdrawn by its publisher on ")
                .hasMessageContaining("labels were swapped");
    }

    @Test
    void changedFilesAreRefusedByName() throws Exception {
        Files.writeString(root.resolve(CELLS + "1.0.0/config.json"), "{}");
        RegistryException refused = refused(registry(web(trusted("p256"))), "com.acme/cells");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.NOT_VOUCHED_FOR);
        assertThat(refused.getCause())
                .isInstanceOfSatisfying(
                        ModelSignatureException.class,
                        e -> assertThat(e.files()).containsExactly("config.json"));
        assertThat(refused)
                .hasMessageStartingWith("com.acme/cells 1.0.0 of acme: ")
                .hasMessageContaining("changed 'config.json'");
    }

    @Test
    void metadataThatSaysAnotherThingThanTheSignedCardIsRefused() throws Exception {
        Path metadata = root.resolve(CELLS + "metadata.json");
        Files.writeString(
                metadata, Files.readString(metadata).replace("0.875", "0.5").replace("81.25", "99.0"));
        for (RegistryPlace place :
                List.of(web(trusted("p256")), new RegistryPlace("local", root.toUri(), Set.of(), trusted("p256")))) {
            assertThat(refused(registry(place), "com.acme/cells"))
                    .hasMessageContaining(
                            "metadata.json says something else of version 1.0.0 than its signed card.json");
        }
    }

    @Test
    void addedAndRemovedFilesOfAFolderAreNamed() throws Exception {
        Files.writeString(root.resolve(CELLS + "1.0.0/added.bin"), "");
        Files.delete(root.resolve(CELLS + "1.0.0/labels.txt"));
        RegistryPlace local = new RegistryPlace("local", root.toUri(), Set.of(), trusted("p256"));
        assertThat(refused(registry(local), "com.acme/cells"))
                .hasMessageContaining("missing 'labels.txt'. added 'added.bin'.");
    }

    @Test
    void unsignedVersionIsRefusedWhereAKeyIsTrusted() throws Exception {
        Files.delete(root.resolve(CELLS + "1.0.0/model.sig"));
        RegistryException refused = refused(registry(web(trusted("p256"))), "com.acme/cells");
        assertThat(refused.getCause())
                .isInstanceOfSatisfying(
                        ModelSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(ModelSignatureException.Reason.UNSIGNED));
        assertThat(registry(web(TrustedKeys.of())).find("com.acme/cells").version())
                .as("without a key signatures are not asked for")
                .isEqualTo("1.0.0");
    }

    @Test
    void keyThatIsNotTrustedIsRefusedAndTwoKeysMayBe() throws Exception {
        RegistryException refused = refused(registry(web(trusted("p384"))), "com.acme/cells");
        assertThat(refused.getCause())
                .isInstanceOfSatisfying(
                        ModelSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(ModelSignatureException.Reason.UNTRUSTED_KEY));
        assertThat(registry(web(trusted("p384", "p256"))).find("com.acme/cells").version())
                .isEqualTo("1.0.0");
        TrustedKeys revoked =
                new TrustedKeys(trusted("p384").keys(), trusted("p256").keys());
        assertThat(refused(registry(web(revoked)), "com.acme/cells")).hasMessageContaining("which is revoked");
    }

    @Test
    void weightsThatWereChangedAreNotUsed() throws Exception {
        ModelCard card = registry(web(trusted("p256"))).find("com.acme/cells");
        Path blob;
        try (Stream<Path> blobs = Files.list(root.resolve("blobs/sha256"))) {
            blob = blobs.findFirst().orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {42}), Files.size(blob) / 2);
        }
        assertThatThrownBy(() -> fetch(card, settings()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("SHA-256 is ");
        RegistryPlace local = new RegistryPlace("local", root.toUri(), Set.of(), TrustedKeys.of());
        ModelCard inFolder = registry(local).find("com.acme/cells");
        assertThatThrownBy(() -> fetch(inFolder, settings()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("inx publish --check says what else is wrong there.");
    }

    @Test
    void pathsThatLeadOutOfTheRegistryAreRefused() throws Exception {
        Path metadata = root.resolve(CELLS + "metadata.json");
        String sound = Files.readString(metadata);
        Files.writeString(metadata, sound.replaceFirst("blobs/sha256/", "../../secret/"));
        RegistryException refused = refused(registry(web(TrustedKeys.of())), "com.acme/cells");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.MALFORMED_CARD);
        assertThat(refused)
                .hasMessageContaining("artifacts[0].card.weights.sources[0].registry.path: found '../../secret/");
        Files.writeString(metadata, sound.replaceFirst("1.0.0/README.md", "../../../../README.md"));
        assertThat(refused(registry(web(TrustedKeys.of())), "com.acme/cells"))
                .hasMessageContaining("artifacts[0].files.README.md.uri: found '../../../../README.md'");
        Files.writeString(metadata, sound);
        Files.writeString(root.resolve("index.txt"), "model/cv/../../../etc/metadata.json\n");
        assertThat(registry(web(TrustedKeys.of())).problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message())
                                .startsWith(
                                        "index.txt: found 'model/cv/../../../etc/metadata.json', allowed lines like model/cv/"));
    }

    @Test
    void cardOfAHundredMegabytesIsNotRead() throws Exception {
        byte[] huge = new byte[100 << 20];
        Arrays.fill(huge, (byte) ' ');
        hub.fault(FakeAuthority.STATIC_HOST, reply -> reply);
        hub.fault(
                FakeAuthority.STATIC_HOST,
                reply -> Reply.of(200).with("Content-Type", "application/json").body(huge));
        RegistryException refused = refused(registry(web(TrustedKeys.of())), "com.acme/cells");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.MALFORMED_CARD);
        assertThat(refused)
                .hasMessageContaining("metadata.json is larger than 4194304 bytes, so it describes no model");
    }

    @Test
    void webPageInPlaceOfARegistryIsSaidToBeOne() {
        byte[] page = "<!doctype html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8);
        hub.fault(
                FakeAuthority.STATIC_HOST,
                reply -> Reply.of(200)
                        .with("Content-Type", "text/html; charset=utf-8")
                        .body(page));
        RegistryException refused = refused(registry(web(TrustedKeys.of())), "com.acme/cells");
        assertThat(refused.reason()).isEqualTo(RegistryException.Reason.UNREADABLE);
        assertThat(refused)
                .hasMessageStartingWith(
                        "Model 'com.acme/cells' was not found, and acme, where it may be, cannot be read: ")
                .hasMessageContaining("gave a web page, so no registry is there, or a captive portal");
    }

    @Test
    void tokenGoesToItsHostAndNotToWhereThatRedirects() throws Exception {
        hub.requireToken("secret");
        Map<String, String> tokens = Map.of(FakeAuthority.STATIC_HOST, "secret");
        assertThat(refused(registry(web(TrustedKeys.of())), "com.acme/cells"))
                .hasMessageContaining("HTTP status 401 from models.example: access refused");
        ModelCard card = registry(settings(), tokens, web(TrustedKeys.of())).find("com.acme/cells");
        assertThat(fetch(card, settings().withTokens(tokens)).level()).isEqualTo(IntegrityLevel.PINNED);

        hub.fault(
                FakeAuthority.STATIC_HOST,
                reply -> Reply.of(302).with("Location", "https://" + FakeAuthority.STRANGER + "/zoo/index.txt"));
        Path other = folder.resolve("other-cache");
        Registry registry = Registries.of(new Configuration(List.of(web(TrustedKeys.of())), tokens), settings(), other);
        assertThat(refused(registry, "com.acme/cells"))
                .hasMessageContaining(
                        "redirected to https://stranger.example/zoo/index.txt, where nothing is loaded from");
        assertThat(hub.requests()).noneMatch(request -> request.host().equals(FakeAuthority.STRANGER));
        assertThat(hub.requests())
                .filteredOn(request -> request.header("authorization").isPresent())
                .isNotEmpty()
                .allMatch(request -> request.host().equals(FakeAuthority.STATIC_HOST));
    }

    @Test
    void misspeltNameOfARegistryIsSuggested() {
        assertThatThrownBy(() -> registry(web(TrustedKeys.of())).find("com.acme/cels"))
                .isInstanceOf(UnknownModelException.class)
                .isNotInstanceOf(RegistryException.class)
                .hasMessageStartingWith("Unknown model 'com.acme/cels'. Did you mean com.acme/cells?");
    }

    // What a user configures

    private Configuration configured(String yaml) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config/inx"));
        Files.writeString(config.resolve("config.yaml"), yaml);
        Files.copy(KEYS.resolve("p256.pub.pem"), config.resolve("acme.pem"), StandardCopyOption.REPLACE_EXISTING);
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        return Configuration.of(environment, new Properties());
    }

    @Test
    void configurationNamesRegistriesKeysAndTokens() throws Exception {
        environment.put("ACME_TOKEN", "from the environment");
        environment.put("INX_REGISTRY", "org.lab=" + root + " https://elsewhere.example/zoo");
        Configuration configuration = configured("""
                registries:
                  - name: acme
                    location: https://models.example/zoo
                    groups: [com.acme]
                    keys: [acme.pem]
                  - name: local
                    location: ../published
                tokens:
                  Models.Example: env:ACME_TOKEN
                  other.example: written down
                """);
        assertThat(configuration.places())
                .extracting(place -> place.location().toString())
                .containsExactly(
                        root.toUri().toString(),
                        "https://elsewhere.example/zoo/",
                        ADDRESS.toString(),
                        folder.resolve("config/published").toUri() + "/");
        assertThat(configuration.places().get(0).groups()).containsExactly("org.lab");
        assertThat(configuration.places().get(2).keys().keys().get(0).hint())
                .isEqualTo(trusted("p256").keys().get(0).hint());
        assertThat(configuration.tokens())
                .isEqualTo(Map.of("models.example", "from the environment", "other.example", "written down"));
    }

    @Test
    void propertyOutweighsTheVariable() throws Exception {
        environment.put("INX_REGISTRY", "https://elsewhere.example/zoo");
        environment.put("XDG_CONFIG_HOME", folder.toString());
        Properties properties = new Properties();
        properties.setProperty("inceptionnext.registry", root.toString());
        properties.setProperty(
                "inceptionnext.registry.key", KEYS.resolve("p384.pub.pem").toString());
        Configuration configuration = Configuration.of(environment, properties);
        assertThat(configuration.places()).singleElement().satisfies(place -> {
            assertThat(place.location()).isEqualTo(root.toUri());
            assertThat(place.keys().keys()).hasSize(1);
        });
    }

    @Test
    void mistakesInTheConfigurationAreNamedByTheirPlace() {
        String file = folder.resolve("config/inx/config.yaml").toString();
        Map<String, String> mistakes = Map.of(
                "registrys: []",
                file + ": found the field 'registrys', allowed registries, tokens.",
                "registries: [{name: a, location: http://plain.example}]",
                file
                        + ": registries[0].location: found 'http://plain.example', allowed an https:// address or a folder.",
                "registries: [{name: a, location: x, groups: [org.inceptionnext]}]",
                file + ": registries[0].groups: found 'org.inceptionnext', allowed a name like com.acme",
                "registries: [{name: a, location: x}, {name: a, location: y}]",
                file + ": registries[1].name: found 'a' a second time, allowed each name once.",
                "tokens: {host: [secret]}",
                file + ": tokens.host: found another type, allowed a text.");
        mistakes.forEach((yaml, message) -> assertThatThrownBy(() -> configured(yaml))
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("secret"));
    }
}
