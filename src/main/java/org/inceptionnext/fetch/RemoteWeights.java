package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.fetch.FetchException.Attempt;
import org.inceptionnext.fetch.IntegrityCheck.Received;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.RemoteFile;
import org.inceptionnext.fetch.http.Retries;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.fetch.store.HuggingFaceCache;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;

/** One fetch from the publishers of a card, one after the other until one gives the file; its thread holds the lock. */
final class RemoteWeights {
    private static final long SLACK_BYTES = 64L << 20;

    private final WeightStore store;
    private final NetworkSettings network;
    private final FetchRequest request;
    private final HttpTransport transport;
    private final boolean exclusive;

    /**
     * @param exclusive whether no other process can be receiving the same
     */
    RemoteWeights(WeightStore store, NetworkSettings network, FetchRequest request, boolean exclusive)
            throws FetchException {
        this.store = store;
        this.network = network;
        this.request = request;
        this.transport = new HttpTransport(network);
        this.exclusive = exclusive;
    }

    /**
     * Returns the file of the first publisher that gives it.
     *
     * @throws FetchException if none does; it lists what was tried
     * @throws IntegrityException if one gives another file than was stated
     */
    FetchedWeights fetch(List<Candidate> candidates) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        Set<String> unreachable = new HashSet<>();
        for (Candidate candidate : candidates) {
            String host = candidate.publisher().url().getHost();
            if (unreachable.contains(host)) {
                attempts.add(new Attempt(candidate.url(), "not tried, since " + host + " cannot be reached"));
                continue;
            }
            try {
                return fetch(candidate);
            } catch (TransferException e) {
                if (e.cure() == Cure.OTHER_HOST) {
                    unreachable.add(host);
                }
                attempts.add(new Attempt(candidate.url(), e.problem()));
                request.listener().note(candidate.url() + ": " + e.problem());
            }
        }
        throw new FetchException(Advice.failed(request.card(), attempts), attempts);
    }

    /** Returns the most bytes that a file of this network's weights can have: doubles, and what stands around them. */
    static long limitBytes(ModelCard card) {
        return card.parameters() * Double.BYTES + SLACK_BYTES;
    }

    /** Returns the size that the publisher states, if it does. */
    Optional<Long> statedSizeBytes(Candidate candidate) throws IOException {
        return asking(() ->
                candidate.publisher().sizeBytes(transport, candidate.sha256().isPresent()));
    }

    private RemoteFile look(Candidate candidate) throws IOException {
        return asking(
                () -> candidate.publisher().look(transport, candidate.sha256().isPresent()));
    }

    private <T> T asking(Retries.Try<T> question) throws IOException {
        return new Retries(network.timeouts().backoff(), request.listener()).run(() -> 0, question);
    }

    private FetchedWeights fetch(Candidate candidate) throws IOException {
        RemoteFile remote = look(candidate);
        Optional<WeightsLock.Entry> known = recorded(candidate);
        Expectation expected = expectation(candidate, remote, known);
        PartialFile partial = PartialFile.open(store.blobs().partial(candidate.url(), exclusive));
        try (partial) {
            String sha256 = bytes(partial, remote, expected);
            Received received =
                    new Received(partial.path(), candidate.url(), sha256, candidate.sha256(), remote.sha256(), known);
            return store.keep(partial, received, request, candidate.url());
        } catch (TransferException e) {
            if (partial.sizeBytes() == 0) {
                // Nothing to continue.
                partial.discard();
            }
            throw e;
        } catch (MalformedCheckpointException e) {
            if (candidate.sha256().isPresent()) {
                throw e;
            }
            throw new TransferException(Cure.OTHER_SOURCE, "what it gave is no checkpoint (" + e.getMessage() + ")");
        } catch (IntegrityException e) {
            partial.discard();
            throw e;
        }
    }

    /** Receives the bytes and returns their hash, unless a file of that hash is here already. */
    private String bytes(PartialFile partial, RemoteFile remote, Expectation expected) throws IOException {
        Optional<Path> here =
                expected.sha256().isPresent() ? here(expected.sha256().get().hex()) : Optional.empty();
        if (here.isPresent()) {
            try (InputStream in = Files.newInputStream(here.get())) {
                String sha256 = WeightStore.copy(in, partial, expected);
                if (sha256.equals(expected.sha256().orElseThrow().hex())) {
                    return sha256;
                }
                partial.restart("");
            }
        }
        return new Download(transport, network.timeouts(), request.listener(), partial).run(remote, expected);
    }

    /** Returns a file of this hash in the store, or among those of Hugging Face's own client. */
    private Optional<Path> here(String sha256) throws IOException {
        Optional<Path> kept = store.blobs().find(sha256, request.listener());
        return kept.isPresent() ? kept : new HuggingFaceCache(network.huggingFaceCache()).find(sha256);
    }

    private Optional<WeightsLock.Entry> recorded(Candidate candidate) throws IOException {
        boolean counts = candidate.sha256().isEmpty() && request.acceptedRisk() != AcceptedRisk.CHANGED_FILE;
        return counts ? store.lock().find(candidate.url()) : Optional.empty();
    }

    private Expectation expectation(Candidate candidate, RemoteFile remote, Optional<WeightsLock.Entry> known)
            throws IntegrityException {
        Optional<Pin> recorded = known.map(entry -> new Pin(
                entry.sha256(),
                store.lock().file() + ", which recorded on " + entry.date() + " what this address gave"));
        Optional<Pin> pinned = candidate.sha256().or(() -> recorded);
        boolean waived = candidate.sha256().isPresent() && request.acceptedRisk() == AcceptedRisk.EQUAL_TENSORS;
        if (!waived) {
            requireAgreement(candidate, pinned, remote.sha256());
        }
        Optional<Size> size = candidate
                .sizeBytes()
                .filter(bytes -> !waived)
                .map(bytes -> new Size(bytes, "the model's card"))
                .or(() -> remote.sizeBytes()
                        .map(bytes -> new Size(bytes, remote.url().getHost())));
        Optional<Pin> sha256 = waived ? remote.sha256() : pinned.or(remote::sha256);
        String ifOther = known.isPresent() ? Advice.changed(request.card(), false) : IntegrityException.NOT_OURS;
        return new Expectation(candidate.url(), size, sha256, limitBytes(request.card()), ifOther);
    }

    private void requireAgreement(Candidate candidate, Optional<Pin> pinned, Optional<Pin> stated)
            throws IntegrityException {
        if (pinned.isEmpty()
                || stated.isEmpty()
                || pinned.get().hex().equals(stated.get().hex())) {
            return;
        }
        Claim claim = new Claim(
                Sha256.NAME, pinned.get().hex(), candidate.url(), pinned.get().source());
        String actual = stated.get().hex() + " (stated by " + stated.get().source() + ")";
        throw new IntegrityException(
                claim, actual, Advice.changed(request.card(), candidate.sha256().isPresent()));
    }
}
