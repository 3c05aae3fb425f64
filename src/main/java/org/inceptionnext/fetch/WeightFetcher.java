package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.inceptionnext.fetch.FetchPlan.Step;
import org.inceptionnext.fetch.IntegrityCheck.Received;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.fetch.store.HuggingFaceCache;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.Pin;

/**
 * From a card to a verified file on this machine: out of the store if it is there, which takes no network; else from the
 * class path, from what Hugging Face's own client has loaded, or from a publisher.
 *
 * <p>Safe for use by several threads and processes at once: one of them loads, the others wait for it. Interrupting the
 * thread cancels; what was loaded is continued next time.
 */
public final class WeightFetcher {
    private static final String CARD = "the model's card";

    private final WeightStore store;
    private final NetworkSettings network;

    /**
     * Chooses the store and the way to the publishers.
     *
     * @param folder the store's folder, such as {@code ~/.djl.ai/inceptionnext}; made when it is needed, and nothing is
     *     written anywhere else
     */
    public WeightFetcher(Path folder, NetworkSettings network) {
        this(folder, network, folder.resolve("weights.lock"));
    }

    /**
     * Chooses the store, the way to the publishers, and the record of what they gave.
     *
     * @param lockFile a project's own {@code weights.lock}, to be kept under version control
     */
    public WeightFetcher(Path folder, NetworkSettings network, Path lockFile) {
        this.store = new WeightStore(new BlobStore(folder), new WeightsLock(lockFile));
        this.network = network;
    }

    /**
     * Returns the store's folder in DJL's cache.
     *
     * @param djlCache {@code $DJL_CACHE_DIR}, or {@code ~/.djl.ai}
     */
    public static Path folder(Path djlCache) {
        return djlCache.resolve("inceptionnext");
    }

    /**
     * Returns a model's weights as a file whose bytes were verified just now.
     *
     * @throws FetchException if they are not here and no publisher gives them; the message lists what was tried, and how
     *     to go on
     * @throws IntegrityException if a file is not the one that was stated
     * @throws java.io.InterruptedIOException if the thread was interrupted
     * @throws IOException if a file is no readable checkpoint or one of another network
     */
    public FetchedWeights fetch(FetchRequest request) throws IOException {
        Optional<FetchedWeights> here = here(request);
        if (here.isPresent()) {
            return here.get();
        }
        requirePublished(request);
        List<Candidate> candidates = candidates(request);
        if (network.offlineReason().isPresent()) {
            throw new FetchException(
                    Advice.offline(request.card(), network.offlineReason().get()));
        }
        Advice.license(request.card()).ifPresent(request.listener()::note);
        return store.holding(request.card(), network.timeouts(), request.listener(), exclusive -> {
            // Whoever held the lock before may have fetched it.
            Optional<FetchedWeights> fetchedByOther = present(request);
            return fetchedByOther.isPresent()
                    ? fetchedByOther.get()
                    : new RemoteWeights(store, network, request, exclusive).fetch(candidates);
        });
    }

    /**
     * Returns a model's weights if they are in the store, verified just now. Uses no network, and writes nothing unless a
     * file is damaged.
     */
    public Optional<FetchedWeights> present(FetchRequest request) throws IOException {
        Optional<LocalWeights> local = LocalWeights.of(request.card());
        if (local.isPresent()) {
            Pin sha256 = local.get().expectation().sha256().orElseThrow();
            Optional<Path> blob = store.blobs().find(sha256.hex(), request.listener());
            if (blob.isPresent()) {
                return blob.map(local.get()::in);
            }
        }
        for (Candidate candidate : candidates(request)) {
            Optional<FetchedWeights> weights = store.present(candidate, request);
            if (weights.isPresent()) {
                return weights;
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what {@link #fetch} would do; loads nothing. Asks the first publisher for the size if the card does not state it
     * and the network may be used.
     *
     * @throws FetchException if nobody publishes the weights, or nobody does at the source that was asked for
     */
    public FetchPlan plan(FetchRequest request) throws IOException {
        Optional<FetchedWeights> present = present(request);
        Optional<LocalWeights> local = LocalWeights.of(request.card());
        if (present.isPresent() || local.isPresent()) {
            String url = present.isPresent()
                    ? present.get().source()
                    : local.orElseThrow().url();
            Step nothingToLoad = new Step(url, OptionalLong.of(0), true);
            return new FetchPlan(List.of(nothingToLoad), true, Optional.empty(), Optional.empty());
        }
        requirePublished(request);
        List<Step> steps = new ArrayList<>();
        for (Candidate candidate : candidates(request)) {
            OptionalLong size = candidate.sizeBytes().map(OptionalLong::of).orElse(OptionalLong.empty());
            boolean ask =
                    size.isEmpty() && steps.isEmpty() && network.offlineReason().isEmpty();
            steps.add(new Step(
                    candidate.url(),
                    ask ? stated(candidate, request) : size,
                    candidate.sha256().isPresent()));
        }
        if (steps.isEmpty()) {
            throw new FetchException(Advice.failed(request.card(), List.of()));
        }
        return new FetchPlan(steps, false, network.offlineReason(), Advice.license(request.card()));
    }

    private OptionalLong stated(Candidate candidate, FetchRequest request) throws IOException {
        try {
            return new RemoteWeights(store, network, request, false)
                    .statedSizeBytes(candidate)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (TransferException e) {
            request.listener().note(candidate.url() + ": " + e.problem());
            return OptionalLong.empty();
        }
    }

    /**
     * Takes a local file into the store, through the same checks that a download passes.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IntegrityException if it is not one of the published files
     * @throws IOException if it is no readable checkpoint or one of another network
     */
    public FetchedWeights importFile(Path file, FetchRequest request) throws IOException {
        requireFile(file);
        return store.holding(
                request.card(),
                network.timeouts(),
                request.listener(),
                exclusive -> new LocalImport(store, request).importFile(file, candidates(request)));
    }

    /**
     * Returns a file that the user has, as it is.
     *
     * @throws NoSuchFileException if there is none
     */
    public static FetchedWeights userFile(Path file) throws NoSuchFileException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "no such file of weights");
        }
        return new FetchedWeights(file, IntegrityLevel.USER_FILE, file.toString(), Optional.empty());
    }

    private static void requireFile(Path file) throws NoSuchFileException {
        if (!Files.isRegularFile(file)) {
            String reason = Files.exists(file) ? "not a file" : "no such file of weights";
            throw new NoSuchFileException(file.toString(), null, reason);
        }
    }

    private static void requirePublished(FetchRequest request) throws FetchException {
        if (!request.card().isPublished()) {
            throw new FetchException(Advice.unpublished(request.card()));
        }
    }

    private List<Candidate> candidates(FetchRequest request) throws FetchException {
        return Candidate.of(request.card(), request.sources(), network);
    }

    /** Looks wherever no network is needed. */
    private Optional<FetchedWeights> here(FetchRequest request) throws IOException {
        Optional<FetchedWeights> present = present(request);
        if (present.isPresent()) {
            return present;
        }
        Optional<LocalWeights> local = LocalWeights.of(request.card());
        if (local.isPresent()) {
            return Optional.of(copy(local.get(), request));
        }
        for (Candidate candidate : candidates(request)) {
            Optional<FetchedWeights> loaded = fromHuggingFaceCache(candidate, request);
            if (loaded.isPresent()) {
                return loaded;
            }
        }
        return Optional.empty();
    }

    private FetchedWeights copy(LocalWeights local, FetchRequest request) throws IOException {
        Expectation expected = local.expectation();
        try (InputStream in = local.open()) {
            return local.in(take(in, expected, request).file());
        }
    }

    private Optional<FetchedWeights> fromHuggingFaceCache(Candidate candidate, FetchRequest request)
            throws IOException {
        if (candidate.sha256().isEmpty()) {
            return Optional.empty();
        }
        Pin sha256 = candidate.sha256().get();
        Optional<Path> loaded = new HuggingFaceCache(network.huggingFaceCache()).find(sha256.hex());
        if (loaded.isEmpty()) {
            return Optional.empty();
        }
        Expectation expected = new Expectation(
                candidate.url(),
                candidate.sizeBytes().map(bytes -> new Size(bytes, CARD)),
                Optional.of(sha256),
                RemoteWeights.limitBytes(request.card()),
                IntegrityException.NOT_OURS);
        try (InputStream in = Files.newInputStream(loaded.get())) {
            return Optional.of(take(in, expected, request));
        }
    }

    /** Copies a pinned file into the store. */
    private FetchedWeights take(InputStream in, Expectation expected, FetchRequest request) throws IOException {
        PartialFile partial = PartialFile.open(store.blobs().partial(expected.url(), false));
        try (partial) {
            String sha256 = WeightStore.copy(in, partial, expected);
            if (!sha256.equals(expected.sha256().orElseThrow().hex())) {
                throw expected.otherHash(expected.url(), sha256);
            }
            Received received = new Received(
                    partial.path(), expected.url(), sha256, expected.sha256(), Optional.empty(), Optional.empty());
            return store.keep(partial, received, request, expected.url());
        } catch (IOException e) {
            partial.discard();
            throw e;
        }
    }
}
