package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.testing.FakeAuthority;
import org.inceptionnext.testing.FakeHub.Reply;
import org.inceptionnext.testing.FakeHub.Request;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of weights at addresses that a user names, with a hash and without. */
class WebWeightsTest extends HubTest {
    private static final String ADDRESS = "https://" + FakeAuthority.STATIC_HOST + "/zoo/small.safetensors";

    private Path served;
    private Map<String, String> tokens = Map.of();

    @BeforeEach
    void serve() throws IOException {
        patience = PATIENT;
        Path root = Files.createDirectories(folder.resolve("served"));
        served = root.resolve("small.safetensors");
        Files.write(served, content);
        hub.serve(root);
    }

    private OwnWeights weights() {
        return new OwnWeights(cache, network().withTokens(tokens));
    }

    private FetchedWeights fetch(String place) throws IOException {
        return fetch(place, AcceptedRisk.NONE);
    }

    private FetchedWeights fetch(String place, AcceptedRisk risk) throws IOException {
        return weights().fetch(WeightsPlace.parse(place), risk, FetchListener.SILENT);
    }

    private String withHash() {
        return ADDRESS + "#sha256=" + Sha256Hex.of(content);
    }

    private static byte[] changed(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length - 5] ^= 1;
        return other;
    }

    @Test
    void fileOfTheGivenHashIsKeptUnderItAndNoNetworkIsUsedAgain() throws IOException {
        FetchedWeights weights = fetch(withHash());
        assertThat(weights.level()).isEqualTo(IntegrityLevel.GIVEN);
        assertThat(weights.source()).isEqualTo(ADDRESS);
        assertWhole(weights);
        int before = hub.requests().size();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch(withHash())).isEqualTo(weights);
        assertThat(fetch("https://elsewhere.example/other.pth#sha256=" + Sha256Hex.of(content))
                        .file())
                .as("the hash says what it is, wherever it came from")
                .isEqualTo(weights.file());
        assertThat(hub.requests()).hasSize(before);
        assertThat(new WeightCache(cache).items())
                .singleElement()
                .satisfies(item -> assertThat(item.origins())
                        .extracting(WeightCache.Origin::model)
                        .containsExactly(ADDRESS));
    }

    @Test
    void otherBytesThanTheGivenHashAreRefusedAndNotKept() throws IOException {
        Files.write(served, changed(content));
        IntegrityException refused = catchThrowableOfType(IntegrityException.class, () -> fetch(withHash()));
        assertThat(refused.algorithm()).isEqualTo("SHA-256");
        assertThat(refused.source()).isEqualTo("you, with the address");
        assertThat(refused)
                .hasMessageContaining(Sha256Hex.of(changed(content)))
                .hasMessageContaining("Compare the SHA-256 that you gave with what the file's publisher says.");
        assertNothingKept();
        assertThat(cache.resolve("weights.lock")).doesNotExist();
    }

    @Test
    void withoutAHashTheFirstUseCountsUntilAPersonAcceptsAnother() throws IOException {
        FetchedWeights first = fetch(ADDRESS);
        assertThat(first.level()).isEqualTo(IntegrityLevel.FIRST_USE);
        WeightsLock.Address recorded = new WeightsLock(cache.resolve("weights.lock"))
                .findAddress(ADDRESS)
                .orElseThrow();
        assertThat(recorded.sha256()).isEqualTo(Sha256Hex.of(content));
        assertThat(recorded.source()).isEqualTo("nobody");

        byte[] next = file(TENSORS, Map.of("another", "header"));
        Files.write(served, next);
        assertThat(fetch(ADDRESS)).as("it is here").isEqualTo(first);
        Files.delete(first.file());
        IntegrityException refused = catchThrowableOfType(IntegrityException.class, () -> fetch(ADDRESS));
        assertThat(refused.source()).contains("weights.lock, which recorded on ");
        assertThat(refused).hasMessageContaining("accept it with: inx fetch --accept-change " + ADDRESS);
        FetchedWeights accepted = fetch(ADDRESS, AcceptedRisk.CHANGED_FILE);
        assertThat(accepted.file()).hasBinaryContent(next);
        assertThat(fetch(ADDRESS)).isEqualTo(accepted);
    }

    @Test
    void hubThatStatesAHashIsHeldToIt() throws IOException {
        FetchedWeights weights = fetch("https://huggingface.co/timm/small/resolve/main/model.safetensors");
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);
        assertWhole(weights);
    }

    @Test
    void whatIsNoCheckpointIsNotRecordedAsFirstUse() throws IOException {
        Files.writeString(served, "please sign in");
        assertThatThrownBy(() -> fetch(ADDRESS))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith(ADDRESS + ": what it gave is no checkpoint (");
        hub.fault(FakeAuthority.STATIC_HOST, reply -> Reply.of(200));
        hub.fault(
                FakeAuthority.STATIC_HOST,
                reply -> Reply.of(200)
                        .with("Content-Type", "text/html")
                        .body("<html>".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> fetch(ADDRESS))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith(ADDRESS + " cannot be fetched.")
                .hasMessageContaining("web page");
        Files.delete(served);
        assertThatThrownBy(() -> fetch(withHash()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("HTTP status 404 from models.example: no such file there");
        assertNothingKept();
        assertThat(cache.resolve("weights.lock")).doesNotExist();
    }

    private void redirectToAStranger() {
        hub.fault(
                FakeAuthority.STATIC_HOST,
                reply -> Reply.of(302).with("Location", "https://" + FakeAuthority.STRANGER + "/small.safetensors"));
    }

    @Test
    void redirectElsewhereIsFollowedOnlyForAFileOfAKnownHashAndWithoutTheToken() throws IOException {
        hub.requireToken("secret");
        tokens = Map.of(FakeAuthority.STATIC_HOST, "secret");
        redirectToAStranger();
        redirectToAStranger();
        assertThatThrownBy(() -> fetch(ADDRESS))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("redirected to https://stranger.example/small.safetensors");
        assertThat(hub.requests()).noneMatch(request -> request.host().equals(FakeAuthority.STRANGER));

        redirectToAStranger();
        hub.fault(FakeAuthority.STRANGER, reply -> Reply.of(200).body(content));
        assertWhole(fetch(withHash()));
        List<Request> elsewhere = hub.requests().stream()
                .filter(request -> request.host().equals(FakeAuthority.STRANGER))
                .toList();
        assertThat(elsewhere)
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("authorization")).isEmpty());
    }

    @Test
    void withoutANetworkTheWayIsSaid() {
        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> fetch(withHash()))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith(
                        withHash() + " is not on this machine, and HF_HUB_OFFLINE=1 forbids the network."
                                + " Run once with one: inx fetch " + withHash());
    }

    @Test
    void manyAtOnceLoadItOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<FetchedWeights>> running = new ArrayList<>();
        Callable<FetchedWeights> one = () -> fetch(withHash());
        for (int i = 0; i < 4; i++) {
            running.add(pool.submit(one));
        }
        for (Future<FetchedWeights> each : running) {
            assertWhole(each.get());
        }
        pool.shutdown();
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void planSaysTheSizeAndLoadsNothing() throws IOException {
        RemotePlan plan = weights()
                .plan(WeightsPlace.parse(withHash()), FetchListener.SILENT)
                .orElseThrow();
        assertThat(plan.present()).isFalse();
        assertThat(plan.files()).singleElement().satisfies(step -> {
            assertThat(step.url()).isEqualTo(ADDRESS);
            assertThat(step.sizeBytes()).hasValue(content.length);
            assertThat(step.isPinned()).isTrue();
        });
        assertThat(cache).doesNotExist();
        fetch(withHash());
        assertThat(weights()
                        .plan(WeightsPlace.parse(withHash()), FetchListener.SILENT)
                        .orElseThrow()
                        .present())
                .isTrue();
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        String hex = "AB".repeat(32);
        assertThat(WebReference.parse("https://host/a/b.pth#sha256=" + hex))
                .isEqualTo(new WebReference(URI.create("https://host/a/b.pth"), Optional.of("ab".repeat(32))))
                .hasToString("https://host/a/b.pth#sha256=" + "ab".repeat(32));
        assertThat(WebReference.parse("https://host/b.pth").with(hex).sha256()).contains("ab".repeat(32));
        assertThat(WebReference.parse("http://localhost:8000/b.pth").address().getPort())
                .isEqualTo(8000);
        Map<String, String> wrong = Map.of(
                "http://host/b.pth",
                "weights are fetched by https only",
                "https://host/",
                "a file of weights is https://HOST/FILE",
                "https://user:secret@host/b.pth",
                "a file of weights is https://HOST/FILE",
                "https://host/b.pth#sha256=12",
                "behind # stands sha256= and 64 hexadecimal digits",
                "https://host/b.pth#main",
                "behind # stands sha256= and 64 hexadecimal digits");
        wrong.forEach((text, message) -> assertThatThrownBy(() -> WebReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret"));
    }
}
