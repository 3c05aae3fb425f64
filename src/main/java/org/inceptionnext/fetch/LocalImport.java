package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.fetch.IntegrityCheck.Received;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.Pin;

/** Takes a local file into the store as the published file that its hash or its name says it is. */
final class LocalImport {
    private final WeightStore store;
    private final FetchRequest request;

    LocalImport(WeightStore store, FetchRequest request) {
        this.store = store;
        this.request = request;
    }

    /** The caller holds the model's lock. */
    FetchedWeights importFile(Path file, List<Candidate> published) throws IOException {
        PartialFile partial = PartialFile.open(store.blobs().partial(file.toString(), false));
        try (partial;
                InputStream in = Files.newInputStream(file)) {
            long limitBytes = RemoteWeights.limitBytes(request.card());
            Expectation expected = new Expectation(
                    file.toString(), Optional.empty(), Optional.empty(), limitBytes, "Nothing was loaded.");
            String sha256 = WeightStore.copy(in, partial, expected);
            Candidate candidate = identify(file, sha256, published);
            Optional<WeightsLock.Entry> known = recorded(candidate, file, sha256);
            Received received =
                    new Received(partial.path(), file.toString(), sha256, candidate.sha256(), Optional.empty(), known);
            return store.keep(partial, received, request, candidate.url());
        } catch (IOException e) {
            partial.discard();
            throw e;
        }
    }

    /** Returns the published file of this hash; else the one of this name that has no hash stated, else the only such. */
    private Candidate identify(Path file, String sha256, List<Candidate> published) throws IntegrityException {
        Optional<Candidate> pinned = published.stream()
                .filter(candidate ->
                        candidate.sha256().map(pin -> pin.hex().equals(sha256)).orElse(false))
                .findFirst();
        if (pinned.isPresent()) {
            return pinned.get();
        }
        List<Candidate> unpinned = published.stream()
                .filter(candidate -> candidate.sha256().isEmpty())
                .toList();
        Optional<Candidate> named = unpinned.stream()
                .filter(candidate -> candidate.url().endsWith("/" + file.getFileName()))
                .findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        if (unpinned.size() == 1) {
            return unpinned.get(0);
        }
        if (request.acceptedRisk() == AcceptedRisk.EQUAL_TENSORS && !published.isEmpty()) {
            return published.get(0);
        }
        throw unknown(file, sha256, published, unpinned);
    }

    private IntegrityException unknown(Path file, String sha256, List<Candidate> published, List<Candidate> unpinned) {
        String pins = published.stream()
                .flatMap(candidate -> candidate.sha256().stream())
                .map(Pin::hex)
                .collect(Collectors.joining(" or "));
        String nextStep = unpinned.isEmpty()
                ? "Nothing was loaded. Download the file again, from an address that inx models show "
                        + request.card().qualifiedName() + " lists."
                : "Nothing was loaded. If it is one of "
                        + unpinned.stream().map(Candidate::url).collect(Collectors.joining(", "))
                        + ", whose hash nobody states, give it that file's name, or say which: --source URL.";
        return new IntegrityException(
                new Claim(
                        Sha256.NAME, pins.isEmpty() ? "a published file's" : pins, file.toString(), "the model's card"),
                sha256,
                nextStep);
    }

    private Optional<WeightsLock.Entry> recorded(Candidate candidate, Path file, String sha256) throws IOException {
        if (candidate.sha256().isPresent() || request.acceptedRisk() == AcceptedRisk.CHANGED_FILE) {
            return Optional.empty();
        }
        Optional<WeightsLock.Entry> known = store.lock().find(candidate.url());
        if (known.isPresent() && !known.get().sha256().equals(sha256)) {
            String source = store.lock().file() + ", which recorded on "
                    + known.get().date() + " what " + candidate.url() + " gave";
            throw new IntegrityException(
                    new Claim(Sha256.NAME, known.get().sha256(), file.toString(), source),
                    sha256,
                    Advice.changed(request.card(), false));
        }
        return known;
    }
}
