package org.inceptionnext.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.Session;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.publish.Publications;
import org.inceptionnext.publish.RegistryFolder;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and models of a registry behind https, signed, beside a folder that has one of the same name. */
class RegistryModelTest {
    private static final Path KEYS = Path.of("src/test/resources/signing").toAbsolutePath();
    private static final String PICTURE = "docs/images/cat.png";
    private static final String CELLS = "model/cv/image_classification/com/acme/cells/1.2.0/";

    @TempDir
    private Path folder;

    private FakeHub hub;
    private Path root;
    private Path weights;
    private Map<String, String> properties = Map.of();

    @BeforeEach
    void publish() throws IOException {
        hub = FakeHub.start();
        root = folder.resolve("zoo");
        Path second = folder.resolve("drafts");
        for (Path each : List.of(root, second)) {
            try (Publications publications = new Publications()) {
                new RegistryFolder(each)
                        .publish(
                                publications.of("cells", "1.2.0"),
                                Optional.of(SigningKey.read(KEYS.resolve("p256.pem"))),
                                FetchListener.SILENT);
            }
        }
        hub.serve(root);
        weights = root.resolve(CELLS + "model.safetensors");
        properties = Map.of(
                "inceptionnext.registry",
                "com.acme=https://models.example/zoo " + second,
                "inceptionnext.registry.key",
                KEYS.resolve("p256.pub.pem").toString());
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    private List<Outcome> inx(String... commandLines) throws IOException {
        return Session.run(hub, folder.resolve("cache"), properties, commandLines);
    }

    private static JsonObject answer(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        return outcome.json().get(0);
    }

    private static Set<String> labels(JsonObject answer) {
        return answer.getAsJsonArray("classes").asList().stream()
                .map(each -> each.getAsJsonObject().get("className").getAsString())
                .collect(Collectors.toSet());
    }

    @Test
    void modelByNameIsUsedWithAndWithoutANetworkAndForgottenWhenAsked() throws IOException {
        Path out = folder.resolve("out");
        Path eightBits = folder.resolve("int8.safetensors");
        List<Outcome> online = inx(
                "fetch --dry-run --json com.acme/cells",
                "classify --json --model com.acme/cells " + PICTURE,
                "fetch --json com.acme/cells --to " + out,
                "classify --json --weights " + out + " " + PICTURE,
                "classify --json --model com.acme/cells --weights " + weights + " " + PICTURE,
                "verify --json com.acme/cells",
                "convert --json com.acme/cells " + folder.resolve("cells.pth"),
                "bench --json --form portable --dtype float32 --seconds 0.01 com.acme/cells",
                "quantize --json com.acme/cells --measure 0 --calibrate " + PICTURE + " -o " + eightBits,
                "classify --json --weights " + eightBits + " " + PICTURE,
                "cache list --json");
        assertThat(answer(online.get(0)).get("present").getAsBoolean()).isFalse();
        JsonObject first = answer(online.get(1));
        assertThat(first.get("model").getAsString()).contains("cells");
        assertThat(online.get(1).err())
                .contains(
                        "com.acme/cells of https://models.example/zoo is taken; the name means also com.acme/cells of "
                                + folder.resolve("drafts"));
        JsonObject fetched = answer(online.get(2));
        assertThat(fetched.get("rung").getAsString()).isEqualTo("SIGNED");
        for (int i : List.of(3, 4)) {
            assertThat(answer(online.get(i)).get("classes")).as("line " + i).isEqualTo(first.get("classes"));
        }
        assertThat(answer(online.get(5)).get("rung").getAsString()).isEqualTo("SIGNED");
        answer(online.get(6));
        assertThat(answer(online.get(7)).toString()).isNotEmpty();
        assertThat(answer(online.get(8)).get("layers").getAsInt()).isPositive();
        assertThat(labels(answer(online.get(9)))).as("the card's classes").isEqualTo(labels(first));
        assertThat(online.get(10).json())
                .extracting(line -> line.get("kind").getAsString())
                .contains("weights", "card");

        int requests = hub.requests().size();
        List<Outcome> offline = inx(
                "--offline classify --json --model com.acme/cells " + PICTURE,
                "--offline cache rm com.acme/cells",
                "--offline cache rm --cards",
                "--offline cache list",
                "--offline cache prune");
        assertThat(offline.get(0).out()).isEqualTo(online.get(1).out());
        assertThat(hub.requests()).as("no request the second time").hasSize(requests);
        assertThat(offline).extracting(Outcome::exitCode).containsOnly(0);
        assertThat(offline.get(3).out()).isEmpty();
        // The folder beside it would have it.
        properties = Map.of("inceptionnext.registry", "com.acme=https://models.example/zoo");
        Outcome forgotten = inx("--offline fetch com.acme/cells@1.2.0").get(0);
        assertThat(forgotten.exitCode()).isNotZero();
        assertThat(forgotten.err())
                .contains("was never read on this machine, and ai.djl.offline=true forbids to read it now");
    }

    @Test
    void folderThatFetchMakesIsAsTheVersionsOwn() throws IOException {
        Path out = folder.resolve("out");
        Outcome made = inx("fetch com.acme/cells --to " + out).get(0);
        assertThat(made.exitCode()).as(made.err()).isZero();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("README.md", "config.json", "labels.txt", "model.safetensors");
        }
        for (String same : List.of("config.json", "labels.txt", "model.safetensors")) {
            assertThat(out.resolve(same)).hasSameBinaryContentAs(root.resolve(CELLS + same));
        }
        Outcome again = inx("fetch com.acme/cells --to " + out).get(0);
        assertThat(again.exitCode()).isNotZero();
        assertThat(again.err()).contains(out + " is there already. Name a folder that is new or empty.");
    }

    @Test
    void fileAtAnAddressIsUsedWhereverWeightsAreNamed() throws IOException {
        String address = "https://models.example/zoo/" + CELLS + "model.safetensors#sha256="
                + Sha256Hex.of(Files.readAllBytes(weights));
        Path out = folder.resolve("out");
        List<Outcome> seen = inx(
                "fetch --dry-run --json " + address,
                "fetch --json --to " + out + " " + address,
                "classify --json --weights " + address + " " + PICTURE,
                "classify --json --model " + address + " " + PICTURE,
                "classify --json --weights " + weights + " " + PICTURE,
                "inspect --json " + address,
                "convert --json " + address + " " + folder.resolve("cells.pth"),
                "quantize --json " + address + " --measure 0 --calibrate " + PICTURE + " -o "
                        + folder.resolve("int8.safetensors"),
                "classify --json --weights " + out + " " + PICTURE,
                "classify --weights " + address.replaceAll(".$", "g") + " " + PICTURE,
                "cache rm " + address,
                "fetch --offline " + address);
        JsonObject plan = answer(seen.get(0));
        assertThat(plan.get("sizeBytes").getAsLong()).isEqualTo(Files.size(weights));
        JsonObject fetched = answer(seen.get(1));
        assertThat(fetched.get("rung").getAsString()).isEqualTo("GIVEN");
        assertThat(fetched.get("sha256").getAsString()).isEqualTo(Sha256Hex.of(Files.readAllBytes(weights)));
        for (int i : List.of(2, 3, 8)) {
            assertThat(answer(seen.get(i)).get("classes"))
                    .as("line " + i)
                    .isEqualTo(answer(seen.get(4)).get("classes"));
        }
        answer(seen.get(5));
        answer(seen.get(6));
        answer(seen.get(7));
        assertThat(seen.get(9).exitCode()).isEqualTo(2);
        assertThat(seen.get(9).err()).contains("behind # stands sha256= and 64 hexadecimal digits");
        assertThat(seen.get(10).exitCode()).as(seen.get(10).err()).isZero();
        assertThat(seen.get(11).exitCode()).isEqualTo(4);
        assertThat(seen.get(11).err()).contains("is not on this machine, and --offline forbids the network");
    }
}
