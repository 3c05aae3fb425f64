package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.WeightsLock;

/**
 * From the place where a user's own weights are to a file or folder on this machine: as it is, or fetched once from Hugging Face
 * or an https address and verified.
 *
 * <p>Safe for use by several threads and processes at once, as {@link WeightFetcher} is, with which it shares the store.
 */
public final class OwnWeights {
    private final HubFolders hub;
    private final WebWeights web;

    /**
     * Chooses the store, the way to the network, and the record.
     *
     * @param folder the store's folder
     * @param lockFile the record, such as {@code weights.lock} in that folder
     */
    public OwnWeights(Path folder, NetworkSettings network, Path lockFile) {
        this.hub = new HubFolders(folder, network, lockFile);
        this.web = new WebWeights(new BlobStore(folder), network, new WeightsLock(lockFile));
    }

    /** Chooses the store and the way to the network; the record is the store's own. */
    public OwnWeights(Path folder, NetworkSettings network) {
        this(folder, network, folder.resolve("weights.lock"));
    }

    /**
     * Returns the file or folder; what was fetched is verified just now.
     *
     * @param risk {@link AcceptedRisk#CHANGED_FILE} takes what a place gives now, whatever is recorded
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws HubAccessException if the hub shows no such repository, revision or weights, or not to this user
     * @throws IntegrityException if a file is not the one that was stated or recorded
     * @throws FetchException if the files are not here and nobody gives them
     */
    public FetchedWeights fetch(WeightsPlace place, AcceptedRisk risk, FetchListener listener) throws IOException {
        if (place instanceof WeightsPlace.Hub there) {
            return hub.fetch(there.reference(), risk, listener);
        }
        if (place instanceof WeightsPlace.Web there) {
            return web.fetch(there.reference(), risk, listener);
        }
        return WeightFetcher.userFile(((WeightsPlace.Local) place).path());
    }

    /** Returns whether {@link #fetch} needs no network; what is here is verified just now. */
    public boolean isHere(WeightsPlace place, FetchListener listener) throws IOException {
        if (place instanceof WeightsPlace.Hub there) {
            return hub.present(there.reference(), listener).isPresent();
        }
        return !(place instanceof WeightsPlace.Web there)
                || web.present(there.reference(), listener).isPresent();
    }

    /**
     * Says what {@link #fetch} would load; empty for what is on this machine anyway. Loads nothing.
     *
     * @throws HubAccessException as {@link #fetch}
     * @throws FetchException if nobody answers
     */
    public Optional<RemotePlan> plan(WeightsPlace place, FetchListener listener) throws IOException {
        if (place instanceof WeightsPlace.Hub there) {
            return Optional.of(hub.plan(there.reference(), listener));
        }
        return place instanceof WeightsPlace.Web there
                ? Optional.of(web.plan(there.reference(), listener))
                : Optional.empty();
    }
}
