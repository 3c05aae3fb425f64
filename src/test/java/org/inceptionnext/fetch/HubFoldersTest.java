package org.inceptionnext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.inceptionnext.testing.FakeAuthority.HUGGING_FACE_CONTENT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.fetch.HubAccessException.Reason;
import org.inceptionnext.fetch.WeightCache.Kind;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repositories on the fake hub, and the folders that are made of them. */
class HubFoldersTest extends HubTest {
    private static final String CELLS = "acme/cells";
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final HubReference REFERENCE = HubReference.parse("hf://acme/cells");
    private static final String NEXT_COMMIT = "f".repeat(40);

    @BeforeEach
    void publishShards() throws IOException {
        patience = PATIENT;
        put("config.json", text("{\"label_names\":[\"round\"]}"));
        put(FIRST, file(TENSORS.subList(0, 1), Map.of()));
        put(SECOND, file(TENSORS.subList(1, 2), Map.of()));
        put(INDEX, text("{\"weight_map\":{\"stem.0.weight\":\"" + FIRST + "\",\"stem.0.bias\":\"" + SECOND + "\"}}"));
        put("pytorch_model.bin", text("not to be taken"));
        put("README.md", text("not to be taken"));
    }

    private void put(String file, byte[] bytes) {
        hub.huggingFace(CELLS, COMMIT, file, bytes);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private HubFolders folders() {
        return new HubFolders(cache, network());
    }

    private FetchedWeights fetch(HubReference reference) throws IOException {
        return folders().fetch(reference, AcceptedRisk.NONE, FetchListener.SILENT);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shardsTheirIndexAndTheSettingsLieInOneFolder() throws IOException {
        FetchedWeights weights = fetch(REFERENCE);
        assertThat(names(weights.file())).containsExactly("config.json", FIRST, SECOND, INDEX);
        assertThat(Files.readString(weights.file().resolve("config.json"))).isEqualTo("{\"label_names\":[\"round\"]}");
        assertThat(Files.readAllBytes(weights.file().resolve(SECOND))).isEqualTo(file(TENSORS.subList(1, 2), Map.of()));
        assertThat(weights.level()).isEqualTo(IntegrityLevel.HUB);
        assertThat(weights.source()).isEqualTo("hf://acme/cells@" + COMMIT);
    }

    @Test
    void revisionIsResolvedOnceAndNoNetworkIsUsedAfterwards() throws IOException {
        fetch(REFERENCE);
        WeightsLock.Repository locked = new WeightsLock(cache.resolve("weights.lock"))
                .findRepository("hf://acme/cells")
                .orElseThrow();
        assertThat(locked.commit()).isEqualTo(COMMIT);
        assertThat(locked.files())
                .extracting(WeightsLock.RepositoryFile::name)
                .containsExactly("config.json", INDEX, FIRST, SECOND);
        assertThat(locked.files().get(2).sha256()).isEqualTo(Sha256Hex.of(file(TENSORS.subList(0, 1), Map.of())));

        hub.huggingFace(CELLS, NEXT_COMMIT, "config.json", text("{}"));
        int before = hub.requests().size();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch(REFERENCE).source()).endsWith(COMMIT);
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void movedBranchIsTakenWhenItIsAskedFor() throws IOException {
        fetch(REFERENCE);
        hub.huggingFace(CELLS, NEXT_COMMIT, "config.json", text("{}"));
        hub.huggingFace(CELLS, NEXT_COMMIT, "model.safetensors", content);
        FetchedWeights next = folders().fetch(REFERENCE, AcceptedRisk.CHANGED_FILE, FetchListener.SILENT);
        assertThat(next.file().resolve("model.safetensors")).hasBinaryContent(content);
        assertThat(fetch(REFERENCE).file()).isEqualTo(next.file());
    }

    @Test
    void planListsAllFilesAndLoadsNone() throws IOException {
        RemotePlan plan = folders().plan(REFERENCE, FetchListener.SILENT);
        assertThat(plan.source()).isEqualTo("hf://acme/cells@" + COMMIT);
        assertThat(plan.present()).isFalse();
        assertThat(plan.files())
                .extracting(FetchPlan.Step::url)
                .containsExactly(
                        "https://huggingface.co/acme/cells/resolve/" + COMMIT + "/config.json",
                        "https://huggingface.co/acme/cells/resolve/" + COMMIT + "/" + INDEX,
                        "https://huggingface.co/acme/cells/resolve/" + COMMIT + "/" + FIRST,
                        "https://huggingface.co/acme/cells/resolve/" + COMMIT + "/" + SECOND);
        assertThat(plan.files().get(2).sizeBytes()).hasValue(file(TENSORS.subList(0, 1), Map.of()).length);
        assertThat(hub.requests()).hasSize(1);
        assertThat(cache).doesNotExist();

        fetch(REFERENCE);
        assertThat(folders().plan(REFERENCE, FetchListener.SILENT).present()).isTrue();
        Files.delete(blob(FIRST));
        environment.put("HF_HUB_OFFLINE", "1");
        RemotePlan rest = folders().plan(REFERENCE, FetchListener.SILENT);
        assertThat(rest.offlineReason()).contains("HF_HUB_OFFLINE=1");
        assertThat(rest.files())
                .filteredOn(step -> step.sizeBytes().orElse(0) > 0)
                .singleElement()
                .satisfies(step -> assertThat(step.url()).isEqualTo(FIRST));
    }

    @Test
    void mirrorIsAskedInPlaceOfTheHub() throws IOException {
        hub.mirror("mirror.example");
        environment.put("HF_ENDPOINT", "https://mirror.example");
        FetchedWeights weights = fetch(REFERENCE);
        assertThat(names(weights.file())).containsExactly("config.json", FIRST, SECOND, INDEX);
        assertThat(weights.source()).isEqualTo("hf://acme/cells@" + COMMIT);
        assertThat(hub.requests()).noneMatch(request -> request.host().equals("huggingface.co"));
        environment.remove("HF_ENDPOINT");
        int before = hub.requests().size();
        assertThat(fetch(REFERENCE).file())
                .as("whoever gave them, these are the repository's files")
                .isEqualTo(weights.file());
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void missingFileComesBackFromTheRecordedCommit() throws IOException {
        Path folder = fetch(REFERENCE).file();
        Path blob = blob(FIRST);
        Files.write(blob, new byte[] {1, 2, 3});
        assertThat(fetch(REFERENCE).file()).isEqualTo(folder);
        assertThat(folder.resolve(FIRST)).hasBinaryContent(file(TENSORS.subList(0, 1), Map.of()));
        assertThat(hub.requests())
                .filteredOn(request -> request.path().startsWith("/api/"))
                .as("the commit is known")
                .hasSize(1);
    }

    private Path blob(String name) throws IOException {
        WeightsLock.Repository locked = new WeightsLock(cache.resolve("weights.lock"))
                .findRepository("hf://acme/cells")
                .orElseThrow();
        String sha256 = locked.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow()
                .sha256();
        return cache.resolve("blobs/sha256").resolve(sha256);
    }

    @Test
    void changedFileUnderALockedCommitIsFatal() throws IOException {
        fetch(REFERENCE);
        for (String name : List.of(FIRST, "config.json")) {
            Files.delete(blob(name));
            byte[] original =
                    name.equals(FIRST) ? file(TENSORS.subList(0, 1), Map.of()) : text("{\"label_names\":[\"round\"]}");
            byte[] changed = original.clone();
            changed[changed.length - 3] ^= 1;
            put(name, changed);
            IntegrityException mismatch = catchThrowableOfType(IntegrityException.class, () -> fetch(REFERENCE));
            assertThat(mismatch.algorithm()).isEqualTo("SHA-256");
            assertThat(mismatch.subject()).contains("/acme/cells/resolve/" + COMMIT + "/" + name);
            assertThat(mismatch.source()).startsWith("weights.lock, which recorded on ");
            assertThat(blob(name)).doesNotExist();
            put(name, original);
            fetch(REFERENCE);
        }
    }

    @Test
    void otherBytesThanTheHubStatesAreFatal() {
        hub.fault(HUGGING_FACE_CONTENT, reply -> {
            byte[] changed = reply.body().clone();
            changed[changed.length - 1] ^= 1;
            return reply.body(changed);
        });
        IntegrityException mismatch = catchThrowableOfType(IntegrityException.class, () -> fetch(REFERENCE));
        assertThat(mismatch.source()).isEqualTo("huggingface.co, in what it says of the repository");
        assertThat(cache.resolve("weights.lock")).doesNotExist();
        assertThat(cache.resolve("hub")).doesNotExist();
    }

    @Test
    void unknownRepositoryAndRevisionSayWhatToDo() {
        HubAccessException repository =
                catchThrowableOfType(HubAccessException.class, () -> fetch(HubReference.parse("hf://acme/sells")));
        assertThat(repository.reason()).isEqualTo(Reason.UNKNOWN_REPOSITORY);
        assertThat(repository)
                .hasMessage(
                        "hf://acme/sells: huggingface.co shows no such repository (HTTP status 401). Look at the name;"
                                + " if it is private, set HF_TOKEN to a token that may read it.");
        HubAccessException revision =
                catchThrowableOfType(HubAccessException.class, () -> fetch(HubReference.parse("hf://acme/cells@v9")));
        assertThat(revision.reason()).isEqualTo(Reason.UNKNOWN_REVISION);
        assertThat(revision).hasMessageContaining("hf://acme/cells@v9: the repository has no such branch");
    }

    @Test
    void gatedRepositoryIsOpenedByTheTokenAlone() throws IOException {
        hub.gate(CELLS, "hf_secret");
        HubAccessException gated = catchThrowableOfType(HubAccessException.class, () -> fetch(REFERENCE));
        assertThat(gated.reason()).isEqualTo(Reason.GATED);
        assertThat(gated)
                .hasMessageContaining("Open https://huggingface.co/acme/cells in a browser")
                .hasMessageContaining("set HF_TOKEN");
        environment.put("HF_TOKEN", "hf_secret");
        fetch(REFERENCE);
        assertThat(hub.contentRequests())
                .allSatisfy(
                        request -> assertThat(request.header("authorization")).isEmpty());
    }

    @Test
    void withoutANetworkTheWayIsSaid() {
        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> fetch(REFERENCE))
                .isInstanceOf(FetchException.class)
                .hasMessage(
                        "hf://acme/cells is not on this machine, and HF_HUB_OFFLINE=1 forbids the network. Run once with"
                                + " one: inx fetch hf://acme/cells; or bring its files in a folder and name it:"
                                + " weights=FOLDER, --weights FOLDER.");
    }

    @Test
    void indexThatLeavesTheRepositoryIsRefused() {
        put(INDEX, text("{\"weight_map\":{\"a\":\"../../secret.safetensors\"}}"));
        assertThatThrownBy(() -> fetch(REFERENCE))
                .isInstanceOf(HubAccessException.class)
                .hasMessageContaining("names '../../secret.safetensors', which is no file beside it in the repository");
    }

    @Test
    void repositoryWithoutWeightsOrWithSeveralIsRefused() {
        hub.huggingFace("acme/none", COMMIT, "README.md", text("empty"));
        hub.huggingFace("acme/several", COMMIT, "best.pt", text("1"));
        hub.huggingFace("acme/several", COMMIT, "last.pt", text("2"));
        assertThatThrownBy(() -> fetch(HubReference.parse("hf://acme/none")))
                .hasMessageContaining("the repository holds no weights: looked for model.safetensors");
        assertThatThrownBy(() -> fetch(HubReference.parse("hf://acme/several")))
                .isInstanceOf(HubAccessException.class)
                .hasMessageContaining("several files of weights (best.pt, last.pt)");
    }

    @Test
    void cacheKnowsTheFilesAndFreesThemWhole() throws IOException {
        Path folder = fetch(REFERENCE).file();
        WeightCache weights = new WeightCache(cache);
        assertThat(weights.superfluous(java.util.Set.of(), java.util.Set.of())).isEmpty();
        WeightCache.Item item = weights.items().stream()
                .filter(one ->
                        one.kind() == Kind.WEIGHTS && one.origins().get(0).url().endsWith(FIRST))
                .findFirst()
                .orElseThrow();
        assertThat(item.origins().get(0).model()).isEqualTo("hf://acme/cells");
        weights.remove(item);
        assertThat(folder.resolve(FIRST)).doesNotExist();
        assertThat(fetch(REFERENCE).file().resolve(FIRST)).isRegularFile();
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        assertThat(HubReference.parse("hf://a/b@refs/pr/1"))
                .isEqualTo(new HubReference("a/b", Optional.of("refs/pr/1")))
                .hasToString("hf://a/b@refs/pr/1");
        for (String wrong : List.of("hf://a", "hf://a/b/c", "hf://../b", "hf://a/b@", "hf://a/b@../c", "a/b")) {
            assertThatThrownBy(() -> HubReference.parse(wrong))
                    .as(wrong)
                    .hasMessage("a repository on Hugging Face is hf://OWNER/NAME or hf://OWNER/NAME@REVISION");
        }
    }
}
