package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.fetch.FetchException.Attempt;
import org.inceptionnext.fetch.FetchPlan.Step;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.RemoteFile;
import org.inceptionnext.fetch.http.UrlPublisher;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.StoreLock;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.Pin;

/**
 * A file of weights at an address that a user names. Its SHA-256 is the one that the user gives; else the one that the server
 * states, as Hugging Face does; else what it is the first time is recorded, and counts from then on.
 *
 * @param blobs where files are kept, by their content
 * @param lock the record
 */
record WebWeights(BlobStore blobs, NetworkSettings network, WeightsLock lock) {

    /**
     * Returns the file, verified just now.
     *
     * @param risk {@link AcceptedRisk#CHANGED_FILE} takes what the address gives now, if the user gave no hash
     * @throws IntegrityException if it is not the file that was stated or recorded
     * @throws FetchException if it is not here and the address does not give it
     */
    FetchedWeights fetch(WebReference reference, AcceptedRisk risk, FetchListener listener) throws IOException {
        boolean anew = risk == AcceptedRisk.CHANGED_FILE && reference.sha256().isEmpty();
        Optional<FetchedWeights> here = anew ? Optional.empty() : present(reference, listener);
        if (here.isPresent()) {
            return here.get();
        }
        if (network.offlineReason().isPresent()) {
            throw Reception.offline(
                    reference.toString(), network.offlineReason().get());
        }
        String name = Sha256.of(reference.address().toString().getBytes(StandardCharsets.UTF_8));
        Path file = blobs.folder("locks").resolve("web." + name.substring(0, 32));
        try (StoreLock held = StoreLock.acquire(file, network.timeouts().otherOwner(), System::nanoTime, listener)) {
            return held.run(exclusive -> {
                Optional<FetchedWeights> fetchedByOther = anew ? Optional.empty() : present(reference, listener);
                return fetchedByOther.isPresent()
                        ? fetchedByOther.get()
                        : load(reference, anew ? Optional.empty() : pin(reference), listener, exclusive);
            });
        }
    }

    /** Returns the file if it is here, verified just now. Uses no network. */
    Optional<FetchedWeights> present(WebReference reference, FetchListener listener) throws IOException {
        Optional<Pin> pin = pin(reference);
        if (pin.isEmpty()) {
            return Optional.empty();
        }
        IntegrityLevel level = reference.sha256().isPresent()
                ? IntegrityLevel.GIVEN
                : lock.findAddress(reference.address().toString())
                        .map(WeightsLock.Address::level)
                        .orElse(IntegrityLevel.FIRST_USE);
        return blobs.find(pin.get().hex(), listener)
                .map(blob -> new FetchedWeights(blob, level, reference.address().toString(), Optional.empty()));
    }

    /** Says what {@link #fetch} would load; asks the server for the size. */
    RemotePlan plan(WebReference reference, FetchListener listener) throws IOException {
        String url = reference.address().toString();
        Optional<Pin> pin = pin(reference);
        if (present(reference, listener).isPresent()) {
            return new RemotePlan(url, List.of(new Step(url, OptionalLong.of(0), true)), true, Optional.empty());
        }
        OptionalLong size = OptionalLong.empty();
        if (network.offlineReason().isEmpty()) {
            HttpTransport transport = new HttpTransport(network);
            UrlPublisher publisher = new UrlPublisher(reference.address(), network.token(reference.address()));
            size = new Reception(reference.toString(), network, transport, listener)
                    .trying(url, () -> publisher.sizeBytes(transport, true))
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        }
        return new RemotePlan(url, List.of(new Step(url, size, pin.isPresent())), false, network.offlineReason());
    }

    /** What the user says the file is, else what is recorded of it. */
    private Optional<Pin> pin(WebReference reference) throws IOException {
        if (reference.sha256().isPresent()) {
            return reference.pin();
        }
        return lock.findAddress(reference.address().toString())
                .map(known -> new Pin(
                        known.sha256(),
                        lock.file() + ", which recorded on " + known.date() + " what this address gave"));
    }

    private FetchedWeights load(WebReference reference, Optional<Pin> pin, FetchListener listener, boolean exclusive)
            throws IOException {
        HttpTransport transport = new HttpTransport(network);
        Reception reception = new Reception(reference.toString(), network, transport, listener);
        UrlPublisher publisher = new UrlPublisher(reference.address(), network.token(reference.address()));
        String url = reference.address().toString();
        return reception.trying(url, () -> {
            RemoteFile remote = publisher.look(transport, pin.isPresent());
            Expectation expected = new Expectation(
                    url,
                    remote.sizeBytes().map(bytes -> new Size(bytes, remote.url().getHost())),
                    pin.or(remote::sha256),
                    Reception.MOST_WEIGHT_BYTES,
                    ifOther(reference));
            return received(reference, reception, remote, expected, exclusive);
        });
    }

    private static String ifOther(WebReference reference) {
        return reference.sha256().isPresent()
                ? "Nothing was loaded. Compare the SHA-256 that you gave with what the file's publisher says."
                : "Nothing was loaded. If the publisher says why the file changed, accept it with: inx fetch --accept-change "
                        + reference;
    }

    private FetchedWeights received(
            WebReference reference, Reception reception, RemoteFile remote, Expectation expected, boolean exclusive)
            throws IOException {
        try (PartialFile partial = PartialFile.open(blobs.partial(expected.url(), exclusive))) {
            try {
                String sha256 = reception.bytes(partial, remote, expected);
                if (expected.sha256().isEmpty()) {
                    requireCheckpoint(partial, expected.url());
                }
                WeightsLock.Address address = new WeightsLock.Address(
                        expected.url(),
                        partial.sizeBytes(),
                        sha256,
                        level(reference, remote),
                        expected.sha256().map(Pin::source).orElse("nobody"),
                        LocalDate.now(ZoneOffset.UTC).toString());
                Path blob = blobs.publish(partial, sha256);
                lock.recording(blobs, () -> lock.put(address));
                return new FetchedWeights(blob, address.level(), expected.url(), Optional.empty());
            } catch (IntegrityException | FetchException e) {
                partial.discard();
                throw e;
            }
        }
    }

    private static IntegrityLevel level(WebReference reference, RemoteFile remote) {
        if (reference.sha256().isPresent()) {
            return IntegrityLevel.GIVEN;
        }
        return remote.sha256().isPresent() ? IntegrityLevel.HUB : IntegrityLevel.FIRST_USE;
    }

    /** What nobody vouches for is recorded only if it can be weights: a web page of a portal is not. */
    private static void requireCheckpoint(PartialFile partial, String url) throws IOException {
        OpenOptions anything = OpenOptions.DEFAULTS.withForeignObjects().withPackedTypes();
        try (Checkpoint checkpoint = Checkpoint.open(partial.path(), anything)) {
            checkpoint.format();
        } catch (MalformedCheckpointException e) {
            String problem = "what it gave is no checkpoint (" + e.getMessage() + ")";
            throw new FetchException(
                    url + ": " + problem + ". Open the address in a browser and see what it says.",
                    List.of(new Attempt(url, problem)));
        }
    }
}
