package org.inceptionnext.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.cli.Inx;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.fetch.IntegrityLevel;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.ChildJvm.Result;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.FormulaFile;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inx fetch}, {@code cache}, {@code verify}, {@code pin} and {@code doctor}, each in a process of its own. */
class FetchCommandsTest {
    private static final String PICO = "inceptionnext_pico";
    private static final String PICO_URL =
            "https://huggingface.co/inceptionnext-tests/pico/resolve/main/model.safetensors";
    private static final String TIMM_ATTO = "timm/inception_next_atto.sail_in1k";

    @TempDir
    Path folder;

    private FakeHub hub;
    private Path file;
    private byte[] content;

    @BeforeEach
    void startHub() throws IOException {
        hub = FakeHub.start();
        file = FormulaFile.write(folder.resolve("pico.safetensors"), PICO);
        content = Files.readAllBytes(file);
        hub.huggingFace("inceptionnext-tests/pico", "a".repeat(40), "model.safetensors", content);
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    private Result inx(String... arguments) throws IOException {
        return ChildJvm.run(hub, folder.resolve("cache"), Inx.class, List.of(arguments));
    }

    /** The command line as it is when a person sees its stderr. */
    static final class OnTerminal {
        private OnTerminal() {}

        public static void main(String[] arguments) {
            System.setProperty("inx.terminals", "err");
            Inx.main(arguments);
        }
    }

    @Test
    void classifyByNameShowsTheDownloadOnATerminal() throws IOException {
        List<String> classify = List.of("classify", "--model", PICO, "docs/images/cat.png");
        Result seen = ChildJvm.run(hub, folder.resolve("cache"), OnTerminal.class, classify);
        assertThat(seen.exitCode()).as(seen.err()).isZero();
        assertThat(seen.err())
                .containsPattern("\\[[#.]{20}] [0-9.]+ of 0\\.5 MB  [0-9.]+ MB/s  [0-9]+:[0-9]{2} left  [a-z]");
    }

    private static JsonObject json(String line) {
        return JsonParser.parseString(line.strip()).getAsJsonObject();
    }

    private Path blob() {
        return folder.resolve("cache/inceptionnext/blobs/sha256").resolve(Sha256Hex.of(content));
    }

    @Test
    void fetchSaysWhereWhenceAndHowVerified() throws IOException {
        Result plan = inx("fetch", "--dry-run", PICO);
        assertThat(plan.out()).isEqualTo(PICO + "  " + Numbers.grouped(content.length) + " bytes  " + PICO_URL + "\n");
        assertThat(folder.resolve("cache/inceptionnext")).doesNotExist();

        Result first = inx("fetch", PICO);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out())
                .startsWith(PICO + "  " + Numbers.grouped(content.length) + " bytes\n")
                .contains(
                        "  file      " + blob(),
                        "  from      " + PICO_URL,
                        "  verified  " + IntegrityLevel.HUB.statement());
        assertThat(blob()).hasBinaryContent(content);

        int requests = hub.requests().size();
        JsonObject second = json(inx("fetch", "--json", PICO).out());
        assertThat(second.get("rung").getAsString()).isEqualTo("HUB");
        assertThat(second.get("sha256").getAsString()).isEqualTo(Sha256Hex.of(content));
        assertThat(json(inx("fetch", "--dry-run", "--json", PICO).out())
                        .get("sizeBytes")
                        .getAsLong())
                .isZero();
        assertThat(hub.requests()).hasSize(requests);
    }

    @Test
    void senselessOptionsAreUsageErrors() throws IOException {
        for (String[] arguments : new String[][] {
            {"fetch"},
            {"fetch", "--all", PICO},
            {"fetch", "--from", "x", "--all"},
            {"fetch", "--source", "ftp://x", PICO}
        }) {
            assertThat(Outcome.of(arguments).exitCode())
                    .as(String.join(" ", arguments))
                    .isEqualTo(2);
        }
    }

    @Test
    void offlineSaysWhatToBringAndTakesIt() throws IOException {
        Result offline = inx("fetch", "--offline", PICO);
        assertThat(offline.exitCode()).isEqualTo(4);
        assertThat(offline.err())
                .contains("--offline forbids to fetch them", PICO_URL, "inx fetch --from FILE " + PICO);

        Result admitted = inx("fetch", "--offline", "--from", file.toString(), PICO);
        assertThat(admitted.exitCode()).as(admitted.err()).isZero();
        assertThat(admitted.out()).contains(IntegrityLevel.FIRST_USE.statement());
        assertThat(inx("fetch", "--offline", PICO).exitCode()).isZero();
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void withoutANetworkEveryAttemptAndEveryWayOnIsSaid() throws IOException {
        hub.close();
        Result result = inx("classify", "--model", "inceptionnext_tiny", picture());
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .contains(
                        "https://huggingface.co/timm/inception_next_tiny.sail_in1k/resolve/"
                                + "8452149dceb8b1860d255788ec6a73906da241a5/model.safetensors: huggingface.co through the"
                                + " proxy 127.0.0.1:",
                        "https://github.com/sail-sg/inceptionnext/releases/download/model/inceptionnext_tiny.pth: ",
                        "inx fetch --from FILE inceptionnext_tiny",
                        "--weights FILE");
    }

    @Test
    void anotherFileThanThePinnedIsAnIntegrityError() throws IOException {
        hub.huggingFace(
                "timm/inception_next_tiny.sail_in1k",
                "8452149dceb8b1860d255788ec6a73906da241a5",
                "model.safetensors",
                content);
        Result result = inx("fetch", "inceptionnext_tiny");
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .contains("expected 738d3113a472e9ebc39eec21f52f8aec32fc479c7fdc4974c696caf0c065bfb6")
                .contains("stated by the Hugging Face page of timm/inception_next_tiny.sail_in1k");
        assertThat(hub.contentRequests()).isEmpty();
    }

    /** 400 blocks of 512 bytes are less than the file; what came before is continued once there is room. */
    @Test
    void fullDiskIsNamedAndTheRestIsLoadedLater() throws IOException {
        Result full = ChildJvm.runWithSmallFiles(hub, folder.resolve("cache"), Inx.class, List.of("fetch", PICO));
        assertThat(full.exitCode()).isEqualTo(9);
        assertThat(full.err())
                .contains("cache/inceptionnext/partial/")
                .contains("cannot be used (File too large). Look whether the disk is full.")
                .contains("--cache-dir");
        assertThat(blob()).doesNotExist();
        assertThat(inx("fetch", PICO).exitCode()).isZero();
        assertThat(blob()).hasBinaryContent(content);
        assertThat(hub.contentRequests().get(1).header("range")).isPresent();
    }

    @Test
    void cacheIsListedVerifiedAndCleared() throws IOException {
        assertThat(inx("cache", "list").out()).isEmpty();
        inx("fetch", PICO);
        assertThat(inx("cache", "list").out())
                .contains(PICO + "  weights  " + Numbers.grouped(content.length) + "  hub       "
                        + Sha256Hex.of(content));
        assertThat(inx("cache", "verify").exitCode()).isZero();

        byte[] damaged = content.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(blob(), damaged);
        Result verified = inx("cache", "verify", "--json");
        assertThat(verified.exitCode()).isEqualTo(5);
        assertThat(json(verified.out()).get("intact").getAsBoolean()).isFalse();
        assertThat(inx("fetch", PICO).exitCode()).isZero();

        assertThat(inx("cache", "prune", "--dry-run").out()).startsWith("would remove  damaged");
        assertThat(inx("cache", "prune").out()).startsWith("removed  damaged");
        assertThat(inx("cache", "rm", "--dry-run", PICO).out()).startsWith("would remove  weights  " + PICO);
        assertThat(blob()).exists();
        assertThat(inx("cache", "rm", PICO).out()).startsWith("removed  weights  " + PICO);
        assertThat(blob()).doesNotExist();
        assertThat(inx("cache", "rm", PICO).exitCode()).isEqualTo(3);
    }

    @Test
    void verifyTellsPublishedWeightsFromOthers() throws IOException {
        assertThat(inx("verify", PICO).exitCode()).isEqualTo(3);
        inx("fetch", PICO);
        JsonObject ours = json(inx("verify", "--json", PICO).out());
        assertThat(ours.get("rung").getAsString()).isEqualTo("HUB");
        Result others = inx("verify", file.toString());
        assertThat(others.exitCode()).isEqualTo(5);
        assertThat(others.out()).contains("it equals no pin of any card");
    }

    /** The authors' own repository is missing here, so that one of three files fails. */
    @Test
    void pinComparesThePublishersAndWritesTheCard() throws IOException {
        byte[] timm = Files.readAllBytes(FormulaFile.write(folder.resolve("atto.safetensors"), "inceptionnext_atto"));
        byte[] authors = Files.readAllBytes(FormulaFile.write(folder.resolve("atto.pth"), "inceptionnext_atto"));
        hub.huggingFace(TIMM_ATTO, "b".repeat(40), "model.safetensors", timm);
        hub.gitHub("sail-sg/inceptionnext", "model", "inceptionnext_atto.pth", authors);
        Path card = folder.resolve("metadata.json");
        Files.copy(
                Path.of("metadata/model/cv/image_classification/org/inceptionnext/inceptionnext_atto/metadata.json"),
                card,
                StandardCopyOption.REPLACE_EXISTING);

        Result result = inx("pin", "inceptionnext_atto", "--write", card.toString());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(8);
        assertThat(result.err()).contains("HTTP status 404");
        assertThat(result.out()).contains("2 files hold the same weights.");
        assertThat(card).content().contains(Sha256Hex.of(timm), Sha256Hex.of(authors), "inx pin on ", "tensorDigest");
        assertThat(card).content().contains("f86dcfe1692a27592daf1248507057e4bb266113947aa451ec987b6308a45c72");
    }

    @Test
    void pinOfDifferentWeightsWritesNothing() throws IOException {
        Path atto = FormulaFile.write(folder.resolve("atto.safetensors"), "inceptionnext_atto");
        byte[] timm = Files.readAllBytes(atto);
        byte[] changed = timm.clone();
        changed[changed.length - 1] ^= 1;
        hub.huggingFace(TIMM_ATTO, "b".repeat(40), "model.safetensors", timm);
        hub.gitHub("sail-sg/inceptionnext", "model", "inceptionnext_atto.pth", changed);
        Result result = inx("pin", "inceptionnext_atto");
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).contains("the publishers give different weights");
    }

    @Test
    void doctorLooksAtEverything() throws IOException {
        Result result = inx("doctor", "--json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<JsonObject> findings =
                result.out().lines().map(FetchCommandsTest::json).toList();
        assertThat(findings)
                .extracting(finding -> finding.get("what").getAsString())
                .contains("java", "djl", "engine", "device", "int8", "zoo", "djl:// addresses", "cache", "weights")
                .contains("huggingface.co", "github.com");
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.get("ok").getAsBoolean())
                        .as(finding.toString())
                        .isTrue());
        hub.close();
        Result bad = inx("doctor");
        assertThat(bad.out()).contains("BAD  huggingface.co").contains("no connection");
        assertThat(bad.exitCode()).isEqualTo(8);
        assertThat(inx("doctor", "--offline").out()).contains("not used: --offline");
    }

    @Test
    void nothingIsWrittenOutsideTheCache() throws IOException {
        inx("fetch", PICO);
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactlyInAnyOrder(folder.resolve("cache"), file);
        }
    }

    private static String picture() {
        return Path.of("docs/images/cat.png").toString();
    }
}
