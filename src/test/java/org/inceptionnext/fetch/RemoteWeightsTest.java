package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.inceptionnext.testing.FakeAuthority.HUGGING_FACE_CONTENT;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.WeightSource;
import org.inceptionnext.testing.FakeHub.Reply;
import org.inceptionnext.testing.FormulaTensor;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;

/** Which files are taken, on which level, from whom, and how often a network is used. */
class RemoteWeightsTest extends HubTest {
    private static final Pin TENSORS_PINNED = tensorPin();

    private static Pin tensorPin() {
        try {
            return new Pin(tensorDigest(), "the test");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sameTensorsInAnotherFile() throws IOException {
        return file(TENSORS, Map.of("note", "written again"));
    }

    private byte[] otherTensors() throws IOException {
        return file(List.of(TENSORS.get(0), new FormulaTensor("stem.1.bias", List.of(64L))), Map.of());
    }

    // The ladder

    @Test
    void pinnedFileStandsOnTheFirstRung() throws IOException {
        FetchedWeights weights = fetch(card(pinned(HUGGING_FACE)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.PINNED);
        assertThat(weights.source()).isEqualTo(HUGGING_FACE.url());
        assertThat(weights.tensorDigest()).contains(tensorDigest());
    }

    @Test
    void licenceThatBindsIsToldBeforeTheFirstDownloadOnly() throws IOException {
        ModelCard card = card("AGPL-3.0", Optional.empty(), pinned(HUGGING_FACE));
        fetch(card);
        assertThat(notes).hasSize(1);
        assertThat(notes.get(0)).startsWith("The weights of small are under AGPL-3.0 (the test). It may oblige you");
        fetch(card);
        assertThat(notes).as("the second time").hasSize(1);
        notes.clear();
        fetch(card(pinned(HUGGING_FACE)));
        assertThat(notes).as("a licence that does not bind").isEmpty();
    }

    @Test
    void weightsThatNobodyPublishesAreAskedForNowhere() {
        int before = hub.requests().size();
        assertThatThrownBy(() -> fetch(card()))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith("small: nobody publishes trained weights for this network.\n");
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void equalTensorsInAnotherFilePassWhenAskedFor() throws IOException {
        ModelCard card = card(Optional.of(TENSORS_PINNED), pinned(HUGGING_FACE));
        content = sameTensorsInAnotherFile();
        publish(content);
        assertThatThrownBy(() -> fetch(card)).isInstanceOf(IntegrityException.class);
        assertNothingKept();

        FetchedWeights weights = fetcher().fetch(request(card).accepting(AcceptedRisk.EQUAL_TENSORS));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.TENSOR_PINNED);
        assertThat(fetch(card).level()).as("remembered").isEqualTo(IntegrityLevel.TENSOR_PINNED);
    }

    @Test
    void otherTensorsDoNotPassAsEqual() throws IOException {
        ModelCard card = card(Optional.of(new Pin("0".repeat(64), "the test")), pinned(HUGGING_FACE));
        content = sameTensorsInAnotherFile();
        publish(content);
        IntegrityException mismatch = catchThrowableOfType(
                IntegrityException.class, () -> fetcher().fetch(request(card).accepting(AcceptedRisk.EQUAL_TENSORS)));
        assertThat(mismatch.algorithm()).isEqualTo("tensor digest");
        assertThat(mismatch.expected()).isEqualTo("0".repeat(64));
        assertThat(mismatch.actual()).isEqualTo(tensorDigest());
        assertNothingKept();
    }

    @Test
    void equalTensorsCannotBeAcceptedWithoutAPinOfThem() throws IOException {
        ModelCard card = card(pinned(HUGGING_FACE));
        publish(sameTensorsInAnotherFile());
        IntegrityException mismatch = catchThrowableOfType(
                IntegrityException.class, () -> fetcher().fetch(request(card).accepting(AcceptedRisk.EQUAL_TENSORS)));
        assertThat(mismatch.algorithm()).isEqualTo("SHA-256");
        assertNothingKept();
    }

    @Test
    void unpinnedFileWithPinnedTensorsIsTensorPinned() throws IOException {
        FetchedWeights weights = fetch(card(Optional.of(TENSORS_PINNED), unpinned(GITHUB)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.TENSOR_PINNED);
    }

    @Test
    void hubStatesTheHash() throws IOException {
        FetchedWeights weights = fetch(card(unpinned(HUGGING_FACE)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);
        assertThat(fetch(card(unpinned(HUGGING_FACE))).level())
                .as("the second time")
                .isEqualTo(IntegrityLevel.HUB);
    }

    @Test
    void gitHubStatesTheDigestOfNewAssets() throws IOException {
        FetchedWeights weights = fetch(card(unpinned(GITHUB)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);
    }

    @Test
    void otherHashThanTheHubStatesIsFatal() throws IOException {
        byte[] flipped = content.clone();
        flipped[flipped.length - 1] ^= 1;
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.body(flipped));
        IntegrityException mismatch = catchThrowableOfType(
                IntegrityException.class, () -> fetch(card(unpinned(HUGGING_FACE), unpinned(GITHUB))));
        assertThat(mismatch.source())
                .startsWith("huggingface.co, as X-Linked-Etag of")
                .endsWith("commit " + COMMIT);
        assertNothingKept();
    }

    @Test
    void hubThatStatesAnotherHashThanThePinIsFatalBeforeALoad() throws IOException {
        ModelCard card = card(pinned(HUGGING_FACE));
        byte[] changed = sameTensorsInAnotherFile();
        publish(changed);
        IntegrityException mismatch = catchThrowableOfType(IntegrityException.class, () -> fetch(card));
        assertThat(mismatch.actual())
                .startsWith(Sha256Hex.of(changed))
                .contains("stated by huggingface.co, as X-Linked-Etag");
        assertThat(mismatch).hasMessageContaining("inx fetch --equal-tensors small");
        assertThat(hub.contentRequests()).isEmpty();
    }

    @Test
    void fileWithoutAnyStatementIsTrustedOnFirstUse() throws IOException {
        hub.withoutHashes();
        FetchedWeights weights = fetch(card(unpinned(GITHUB)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.FIRST_USE);
        WeightsLock.Entry entry = new WeightsLock(cache.resolve("weights.lock"))
                .find(GITHUB.url())
                .orElseThrow();
        assertThat(entry.sha256()).isEqualTo(Sha256Hex.of(content));
        assertThat(entry.sizeBytes()).isEqualTo(content.length);
        assertThat(entry.tensorDigest()).isEqualTo(tensorDigest());
        assertThat(entry.level()).isEqualTo(IntegrityLevel.FIRST_USE);
    }

    @Test
    void changeAfterFirstUseIsFatalUntilAccepted() throws IOException {
        hub.withoutHashes();
        ModelCard card = card(unpinned(GITHUB));
        Path first = fetch(card).file();
        Files.delete(first);
        content = sameTensorsInAnotherFile();
        publish(content);

        IntegrityException mismatch = catchThrowableOfType(IntegrityException.class, () -> fetch(card));
        assertThat(mismatch.expected()).isEqualTo(first.getFileName().toString());
        assertThat(mismatch.source()).contains("weights.lock, which recorded on");
        assertNothingKept();

        assertWhole(fetcher().fetch(request(card).accepting(AcceptedRisk.CHANGED_FILE)));
        assertWhole(fetch(card));
    }

    @Test
    void projectsOwnLockFileIsHeldTo() throws IOException {
        hub.withoutHashes();
        ModelCard card = card(unpinned(GITHUB));
        Path lockFile = folder.resolve("project.lock");
        new WeightFetcher(cache, network(), lockFile).fetch(request(card));
        assertThat(lockFile).content().contains(Sha256Hex.of(content));
        assertThat(cache.resolve("weights.lock")).doesNotExist();

        publish(sameTensorsInAnotherFile());
        Path otherCache = folder.resolve("other machine");
        assertThatThrownBy(() -> new WeightFetcher(otherCache, network(), lockFile).fetch(request(card)))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("inx fetch --accept-change small");
    }

    @Test
    void damagedLockFileIsNotForgotten() throws IOException {
        Files.createDirectories(cache);
        Files.writeString(cache.resolve("weights.lock"), "{\"version\":1,\"entries\":[{\"url\":\"x\"}]}");
        assertThatThrownBy(() -> fetch(card(unpinned(HUGGING_FACE))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("is no weights.lock of version 1");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void tensorsOfAnotherNetworkAreRefusedOnEveryRung() throws IOException {
        content = otherTensors();
        publish(content);
        for (WeightSource source : List.of(pinned(HUGGING_FACE), unpinned(HUGGING_FACE), unpinned(GITHUB))) {
            assertThatThrownBy(() -> fetch(card(source))).hasMessage("not the tensors of the network");
            assertNothingKept();
            assertThat(files("partial")).isEmpty();
        }
    }

    @Test
    void whatIsNoCheckpointIsRefused() throws IOException {
        publish("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fetch(card(unpinned(GITHUB))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(GITHUB.url() + ": what it gave is no checkpoint");
        assertNothingKept();
        assertThat(files("partial")).isEmpty();
    }

    // Publishers

    @Test
    void otherPublisherIsTriedWhenOneFails() throws IOException {
        hub.fault("huggingface.co", reply -> Reply.of(404));
        FetchedWeights weights = fetch(card(pinned(HUGGING_FACE), unpinned(GITHUB)));
        assertWhole(weights);
        assertThat(weights.source()).isEqualTo(GITHUB.url());
        assertThat(notes).anyMatch(note -> note.contains("HTTP status 404 from huggingface.co"));
    }

    @Test
    void everyAttemptIsListed() throws IOException {
        hub.fault("huggingface.co", reply -> Reply.of(404));
        hub.fault("github.com", reply -> Reply.of(403));
        FetchException failure =
                catchThrowableOfType(FetchException.class, () -> fetch(card(unpinned(HUGGING_FACE), unpinned(GITHUB))));
        assertThat(failure.attempts())
                .extracting(FetchException.Attempt::url)
                .containsExactly(HUGGING_FACE.url(), GITHUB.url());
        assertThat(failure.attempts())
                .extracting(FetchException.Attempt::problem)
                .allMatch(p -> p.contains("HTTP status 40"));
        assertNothingKept();
    }

    @Test
    void unreachableHostIsNotTriedForItsOtherFile() throws IOException {
        hub.close();
        WeightSource other =
                unpinned(new org.inceptionnext.registry.Location.HuggingFace(REPOSITORY, COMMIT, "pytorch_model.bin"));
        FetchException failure = catchThrowableOfType(
                FetchException.class, () -> fetch(card(unpinned(HUGGING_FACE), other, unpinned(GITHUB))));
        assertThat(failure.attempts()).hasSize(3);
        assertThat(failure.attempts().get(0).problem())
                .contains("huggingface.co through the proxy 127.0.0.1:")
                .contains("(-Dhttps.proxyHost): no connection");
        assertThat(failure.attempts().get(1).problem()).isEqualTo("not tried, since huggingface.co cannot be reached");
    }

    @Test
    void sourceCanBeChosen() throws IOException {
        ModelCard card = card(unpinned(HUGGING_FACE), unpinned(GITHUB));
        FetchedWeights weights = fetcher().fetch(request(card).from(SourceChoice.parse("github")));
        assertThat(weights.source()).isEqualTo(GITHUB.url());
        assertThat(hub.requests()).noneMatch(request -> request.host().equals("huggingface.co"));
    }

    @Test
    void mirrorServesTheFileThatTheCardPins() throws IOException {
        hub.fault("mirror.example", reply -> Reply.of(200).body(content));
        URI mirror = URI.create("https://mirror.example/files/model.safetensors");
        FetchedWeights weights =
                fetcher().fetch(request(card(pinned(HUGGING_FACE))).from(new SourceChoice.Address(mirror)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.PINNED);
    }

    @Test
    void endpointMustBeHttps() {
        environment.put("HF_ENDPOINT", "http://mirror.example");
        assertThatThrownBy(() -> fetch(card(unpinned(HUGGING_FACE))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("HF_ENDPOINT is no https:// address");
    }

    @Test
    void certificateThatIsNotTrustedIsNamed() {
        hub.fault("huggingface.co", reply -> reply);
        ModelCard card = card(unpinned(new org.inceptionnext.registry.Location.HuggingFace("a/b", COMMIT, "c.bin")));
        environment.put("HF_ENDPOINT", "https://not-in-the-certificate.example");
        assertThatThrownBy(() -> fetch(card))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("certificate is not trusted")
                .hasMessageContaining("-Djavax.net.ssl.trustStore=FILE");
    }

    // Without a network

    @Test
    void presentFileNeedsNoNetwork() throws IOException {
        for (WeightSource source : List.of(pinned(HUGGING_FACE), unpinned(GITHUB))) {
            fetch(card(source));
            int before = hub.requests().size();
            assertWhole(fetch(card(source)));
            assertThat(hub.requests()).hasSize(before);
        }
        assertThat(fetcher().plan(request(card(pinned(HUGGING_FACE)))).present())
                .isTrue();
    }

    @Test
    void offlineUsesWhatIsThere() throws IOException {
        fetch(card(unpinned(HUGGING_FACE)));
        environment.put("HF_HUB_OFFLINE", "1");
        assertWhole(fetch(card(unpinned(HUGGING_FACE))));
    }

    @Test
    void offlineSaysWhatIsMissingAndWhatToBring() throws IOException {
        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> fetch(card(pinned(HUGGING_FACE), unpinned(GITHUB))))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("HF_HUB_OFFLINE=1 forbids to fetch them")
                .hasMessageContaining(HUGGING_FACE.url() + "  (SHA-256 " + Sha256Hex.of(content) + ")")
                .hasMessageContaining(GITHUB.url())
                .hasMessageContaining("inx fetch --from FILE small");
        assertThat(hub.requests()).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @Test
    void blobOfHuggingFacesOwnClientIsUsed() throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("home/.cache/huggingface/hub/models--timm--small/blobs"));
        Files.write(blobs.resolve(Sha256Hex.of(content)), content);
        assertWhole(fetch(card(pinned(HUGGING_FACE))));
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void blobOfHuggingFacesOwnClientIsNotBelieved() throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("home/.cache/huggingface/hub/models--timm--small/blobs"));
        Files.write(blobs.resolve(Sha256Hex.of(content)), otherTensors());
        assertWhole(fetch(card(pinned(HUGGING_FACE))));
        assertThat(hub.contentRequests()).hasSize(1);
    }

    @Test
    void blobThatTheHubNamesIsUsed() throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("home/.cache/huggingface/hub/models--timm--small/blobs"));
        Files.write(blobs.resolve(Sha256Hex.of(content)), content);
        FetchedWeights weights = fetch(card(unpinned(HUGGING_FACE)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);
        assertThat(hub.contentRequests()).isEmpty();
    }

    // Brought by hand

    @Test
    void fileBroughtByHandPassesTheSameChecks() throws IOException {
        Path brought = Files.write(folder.resolve("brought.safetensors"), content);
        FetchedWeights weights = fetcher().importFile(brought, request(card(pinned(HUGGING_FACE), unpinned(GITHUB))));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.PINNED);
        assertThat(brought).hasBinaryContent(content);
        environment.put("HF_HUB_OFFLINE", "1");
        assertWhole(fetch(card(pinned(HUGGING_FACE))));
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void fileBroughtByHandCountsAsTheUnpinnedOneOfItsName() throws IOException {
        Path brought = Files.write(folder.resolve("small.safetensors"), content);
        FetchedWeights weights = fetcher().importFile(brought, request(card(unpinned(HUGGING_FACE), unpinned(GITHUB))));
        assertThat(weights.level()).isEqualTo(IntegrityLevel.FIRST_USE);
        assertThat(weights.source()).isEqualTo(GITHUB.url());
        environment.put("HF_HUB_OFFLINE", "1");
        assertWhole(fetch(card(unpinned(HUGGING_FACE), unpinned(GITHUB))));
    }

    @Test
    void unknownFileBroughtByHandIsRefused() throws IOException {
        Path brought = Files.write(folder.resolve("brought.safetensors"), otherTensors());
        IntegrityException mismatch = catchThrowableOfType(
                IntegrityException.class, () -> fetcher().importFile(brought, request(card(pinned(HUGGING_FACE)))));
        assertThat(mismatch.expected()).isEqualTo(Sha256Hex.of(content));
        assertThat(mismatch.actual()).isEqualTo(Sha256Hex.of(Files.readAllBytes(brought)));
        assertThat(mismatch).hasMessageContaining("inx models show small");
        assertNothingKept();
        assertThat(files("partial")).isEmpty();
    }

    @Test
    void missingFileBroughtByHandIsNamed() {
        Path missing = folder.resolve("missing.bin");
        assertThatThrownBy(() -> fetcher().importFile(missing, request(card(unpinned(GITHUB)))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    // The store

    @Test
    void damagedFileIsSetAsideAndFetchedAgain() throws IOException {
        Path blob = fetch(card(pinned(HUGGING_FACE))).file();
        byte[] damaged = content.clone();
        damaged[1000] ^= 1;
        Files.write(blob, damaged);
        assertWhole(fetch(card(pinned(HUGGING_FACE))));
        assertThat(notes).anyMatch(note -> note.contains(blob + " is damaged"));
        assertThat(files("damaged"))
                .singleElement()
                .satisfies(file -> assertThat(file).hasBinaryContent(damaged));
    }

    @Test
    void storeIsPrivate() throws IOException {
        fetch(card(pinned(HUGGING_FACE)));
        for (String name : List.of("", "blobs", "blobs/sha256", "partial", "locks")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.resolve(name))))
                    .as(name)
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void nothingIsWrittenOutsideTheCache() throws IOException {
        fetch(card(unpinned(HUGGING_FACE)));
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactly(cache);
        }
    }

    @Test
    void manyThreadsLoadOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            hub.fault(HUGGING_FACE_CONTENT, reply -> reply.drip(20_000, 20));
            List<Callable<Path>> fetches = IntStream.range(0, 16)
                    .<Callable<Path>>mapToObj(i -> () -> fetcher()
                            .fetch(FetchRequest.of(card(pinned(HUGGING_FACE)), HubTest::check))
                            .file())
                    .toList();
            Set<Path> files = threads.invokeAll(fetches).stream()
                    .map(RemoteWeightsTest::result)
                    .collect(Collectors.toSet());
            assertThat(files).hasSize(1);
            assertThat(hub.contentRequests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void interruptCancelsAndKeepsWhatWasLoaded() throws Exception {
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.stallAfter(content.length / 2));
        Thread main = Thread.currentThread();
        FetchListener interrupting = new FetchListener() {
            @Override
            public void progress(String url, long doneBytes, long totalBytes) {
                if (doneBytes >= content.length / 2) {
                    main.interrupt();
                }
            }
        };
        ModelCard card = card(pinned(HUGGING_FACE));
        assertThatThrownBy(() -> fetcher().fetch(request(card).withListener(interrupting)))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("continued next time");
        assertThat(Thread.interrupted()).isTrue();
        assertNothingKept();
        assertWhole(fetch(card));
        assertThat(hub.contentRequests().get(1).header("range")).contains("bytes=" + content.length / 2 + "-");
    }

    @Test
    void progressReachesTheTotal() throws IOException {
        java.util.concurrent.atomic.AtomicLong done = new java.util.concurrent.atomic.AtomicLong();
        FetchListener counting = new FetchListener() {
            @Override
            public void progress(String url, long doneBytes, long totalBytes) {
                assertThat(totalBytes).isEqualTo(content.length);
                assertThat(doneBytes).isGreaterThan(done.getAndSet(doneBytes));
            }
        };
        fetcher().fetch(request(card(pinned(HUGGING_FACE))).withListener(counting));
        assertThat(done).hasValue(content.length);
    }

    @Test
    void planAsksForTheSizeAndLoadsNothing() throws IOException {
        FetchPlan plan = fetcher().plan(request(card(unpinned(HUGGING_FACE))));
        assertThat(plan.present()).isFalse();
        assertThat(plan.url()).isEqualTo(HUGGING_FACE.url());
        assertThat(plan.sizeBytes()).hasValue(content.length);
        assertThat(hub.contentRequests()).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @Test
    void planListsAllAddressesInTheOrderInWhichFetchTriesThem() throws IOException {
        int before = hub.requests().size();
        WeightSource sized = new WeightSource(
                HUGGING_FACE, Optional.of(12345L), pinned(HUGGING_FACE).sha256());
        ModelCard card = card("AGPL-3.0", Optional.empty(), sized, unpinned(GITHUB));
        FetchPlan plan = fetcher().plan(request(card));
        assertThat(plan.steps())
                .containsExactly(
                        new FetchPlan.Step(HUGGING_FACE.url(), OptionalLong.of(12345), true),
                        new FetchPlan.Step(GITHUB.url(), OptionalLong.empty(), false));
        assertThat(plan.licenseNote().orElseThrow()).contains("AGPL-3.0");
        assertThat(hub.requests()).as("the card states the size").hasSize(before);
    }

    @Test
    void planOfAHostThatDoesNotAnswerKeepsTheOrder() throws IOException {
        for (int tries = 0; tries < 20; tries++) {
            hub.fault("huggingface.co", reply -> Reply.of(503));
        }
        FetchPlan plan = fetcher().plan(request(card(unpinned(HUGGING_FACE), pinned(GITHUB))));
        assertThat(plan.url()).isEqualTo(HUGGING_FACE.url());
        assertThat(plan.sizeBytes()).isEmpty();
        assertThat(notes).anyMatch(note -> note.startsWith(HUGGING_FACE.url() + ": HTTP status 503"));
    }

    private void mirrorRedirectsToTheHub() {
        for (int requests = 0; requests < 3; requests++) {
            hub.fault("mirror.example", reply -> Reply.of(308).with("Location", HUGGING_FACE.url()));
        }
    }

    @Test
    void mirrorThatRedirectsToTheHubLeavesTheWordToTheHub() throws IOException {
        mirrorRedirectsToTheHub();
        environment.put("HF_ENDPOINT", "https://mirror.example");
        FetchedWeights weights = fetch(card(unpinned(HUGGING_FACE)));
        assertWhole(weights);
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);

        URI named = URI.create("https://mirror.example/files/other-name.safetensors");
        FetchedWeights byAddress =
                fetcher().fetch(request(card(unpinned(HUGGING_FACE))).from(new SourceChoice.Address(named)));
        assertThat(byAddress.level()).isEqualTo(IntegrityLevel.HUB);
    }

    @Test
    void otherBytesThanTheHubBehindAMirrorStatesAreRefused() throws IOException {
        byte[] other = content.clone();
        other[other.length - 1] ^= 1;
        mirrorRedirectsToTheHub();
        hub.fault(HUGGING_FACE_CONTENT, reply -> reply.body(other));
        environment.put("HF_ENDPOINT", "https://mirror.example");
        IntegrityException refused =
                catchThrowableOfType(IntegrityException.class, () -> fetch(card(unpinned(HUGGING_FACE))));
        assertThat(refused).hasMessageContaining("huggingface.co");
        assertNothingKept();
    }

    @Test
    void failedFetchLeavesNoEmptyFile() throws IOException {
        hub.fault(HUGGING_FACE_CONTENT, reply -> Reply.of(404));
        assertThatThrownBy(() -> fetch(card(unpinned(HUGGING_FACE)))).isInstanceOf(FetchException.class);
        assertThat(cache.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void planAsksGitHubForTheSizeOfAPinnedAssetToo() throws IOException {
        FetchPlan plan = fetcher().plan(request(card(pinned(GITHUB))));
        assertThat(plan.url()).isEqualTo(GITHUB.url());
        assertThat(plan.sizeBytes()).hasValue(content.length);
        assertThat(hub.contentRequests()).isEmpty();
    }

    private static Path result(Future<Path> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
