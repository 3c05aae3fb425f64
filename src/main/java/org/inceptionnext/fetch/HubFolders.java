package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.inceptionnext.fetch.FetchPlan.Step;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.RepositoryFolder;
import org.inceptionnext.fetch.store.StoreLock;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.fetch.store.WeightsLock.Repository;
import org.inceptionnext.fetch.store.WeightsLock.RepositoryFile;

/**
 * From a repository on Hugging Face to a folder on this machine that holds its weights and its {@code config.json}. The first
 * time the revision is resolved to a commit and recorded in {@code weights.lock}; after that the commit counts, and no network is
 * used while its files are here.
 *
 * <p>Safe for use by several threads and processes at once, as {@link WeightFetcher} is, with which it shares the store.
 */
public final class HubFolders {
    private final BlobStore blobs;
    private final NetworkSettings network;
    private final WeightsLock lock;

    /**
     * Chooses the store, the way to the hub, and the record.
     *
     * @param folder the store's folder
     * @param lockFile the record, such as {@code weights.lock} in that folder
     */
    public HubFolders(Path folder, NetworkSettings network, Path lockFile) {
        this.blobs = new BlobStore(folder);
        this.network = network;
        this.lock = new WeightsLock(lockFile);
    }

    /** Chooses the store and the way to the hub; the record is the store's own. */
    public HubFolders(Path folder, NetworkSettings network) {
        this(folder, network, folder.resolve("weights.lock"));
    }

    /**
     * Returns a folder with the repository's weights and settings, every file verified just now.
     *
     * @param risk {@link AcceptedRisk#CHANGED_FILE} takes the commit that the revision is now, and records it instead
     * @throws HubAccessException if the hub shows no such repository, revision or weights, or not to this user
     * @throws IntegrityException if a file is not the one that was stated or recorded
     * @throws FetchException if the files are not here and the hub does not give them
     */
    public FetchedWeights fetch(HubReference reference, AcceptedRisk risk, FetchListener listener) throws IOException {
        boolean anew = risk == AcceptedRisk.CHANGED_FILE;
        Optional<FetchedWeights> here = anew ? Optional.empty() : present(reference, listener);
        if (here.isPresent()) {
            return here.get();
        }
        if (network.offlineReason().isPresent()) {
            throw Reception.offline(
                    reference.toString(), network.offlineReason().get());
        }
        Path file =
                blobs.folder("locks").resolve("hub." + reference.repository().replace("/", "--"));
        try (StoreLock held = StoreLock.acquire(file, network.timeouts().otherOwner(), System::nanoTime, listener)) {
            return held.run(exclusive -> {
                Optional<FetchedWeights> fetchedByOther = anew ? Optional.empty() : present(reference, listener);
                if (fetchedByOther.isPresent()) {
                    return fetchedByOther.get();
                }
                load(new HubTransfer(blobs, network, reference, listener, exclusive), reference, anew);
                return present(reference, listener)
                        .orElseThrow(() -> new StoreException(
                                blobs.root() + ": a file went away while it was used. " + BlobStore.OTHER_PLACE, null));
            });
        }
    }

    /**
     * Says what {@link #fetch} would load. Asks the hub what the repository holds, and loads nothing.
     *
     * @throws HubAccessException if the hub shows no such repository, revision or weights, or not to this user
     * @throws FetchException if the hub does not answer
     */
    RemotePlan plan(HubReference reference, FetchListener listener) throws IOException {
        Optional<FetchedWeights> here = present(reference, listener);
        Optional<Repository> recorded = lock.findRepository(reference.toString());
        if (recorded.isEmpty() && network.offlineReason().isEmpty()) {
            return new HubTransfer(blobs, network, reference, listener, false).plan();
        }
        String source = recorded.map(known -> HubReference.SCHEME + reference.repository() + "@" + known.commit())
                .orElse(reference.toString());
        List<Step> files = new ArrayList<>();
        for (RepositoryFile file : recorded.map(Repository::files).orElse(List.of())) {
            boolean isHere =
                    here.isPresent() || blobs.find(file.sha256(), listener).isPresent();
            files.add(new Step(file.name(), OptionalLong.of(isHere ? 0 : file.sizeBytes()), true));
        }
        return new RemotePlan(
                source, files, here.isPresent(), here.isPresent() ? Optional.empty() : network.offlineReason());
    }

    /** Returns the folder if all its files are here, verified just now. Uses no network. */
    public Optional<FetchedWeights> present(HubReference reference, FetchListener listener) throws IOException {
        Optional<Repository> recorded = lock.findRepository(reference.toString());
        if (recorded.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (RepositoryFile file : recorded.get().files()) {
            Optional<Path> blob = blobs.find(file.sha256(), listener);
            if (blob.isEmpty()) {
                return Optional.empty();
            }
            files.put(file.name(), blob.get());
        }
        String commit = recorded.get().commit();
        Path folder = new RepositoryFolder(blobs).lay(reference.repository(), commit, files);
        IntegrityLevel weakest = recorded.get().files().stream()
                .map(RepositoryFile::level)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        String source = HubReference.SCHEME + reference.repository() + "@" + commit;
        return Optional.of(new FetchedWeights(folder, weakest, source, Optional.empty()));
    }

    private void load(HubTransfer transfer, HubReference reference, boolean anew) throws IOException {
        Optional<Repository> recorded = anew ? Optional.empty() : lock.findRepository(reference.toString());
        if (recorded.isPresent()) {
            transfer.again(recorded.get());
            return;
        }
        Repository first = transfer.first();
        lock.recording(blobs, () -> lock.put(first));
    }
}
