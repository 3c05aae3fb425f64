package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.inceptionnext.fetch.IntegrityCheck.Received;
import org.inceptionnext.fetch.IntegrityCheck.Verified;
import org.inceptionnext.fetch.http.Timeouts;
import org.inceptionnext.fetch.store.BlobStore;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.PartialFile;
import org.inceptionnext.fetch.store.StoreLock;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;

/** The files that are here, and the record of where they came from. */
record WeightStore(BlobStore blobs, WeightsLock lock) {
    /**
     * Returns a published file if it is here, verified anew. Touches no network, and writes nothing unless the file is
     * damaged.
     */
    Optional<FetchedWeights> present(Candidate candidate, FetchRequest request) throws IOException {
        Optional<WeightsLock.Entry> known = lock.find(candidate.url());
        if (candidate.sha256().isPresent()) {
            String pinned = candidate.sha256().get().hex();
            Optional<String> digest = known.filter(entry -> entry.sha256().equals(pinned))
                    .map(WeightsLock.Entry::tensorDigest)
                    .or(() -> request.card().weights().tensorDigest().map(Pin::hex));
            Optional<Path> file = blobs.find(pinned, request.listener());
            if (file.isPresent()) {
                return file.map(blob ->
                        new FetchedWeights(blob, IntegrityLevel.pinned(request.card()), candidate.url(), digest));
            }
        }
        Optional<WeightsLock.Entry> usable = known.filter(entry -> isStillGood(entry, candidate, request));
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        WeightsLock.Entry entry = usable.get();
        return blobs.find(entry.sha256(), request.listener())
                .map(blob ->
                        new FetchedWeights(blob, entry.level(), candidate.url(), Optional.of(entry.tensorDigest())));
    }

    /** A pin of the card outweighs the record, and so does a person who accepts what the address gives now. */
    private static boolean isStillGood(WeightsLock.Entry entry, Candidate candidate, FetchRequest request) {
        boolean samePinnedTensors = request.card()
                .weights()
                .tensorDigest()
                .map(pin -> pin.hex().equals(entry.tensorDigest()))
                .orElse(false);
        if (candidate.sha256().isPresent()) {
            return entry.level() == IntegrityLevel.TENSOR_PINNED && samePinnedTensors;
        }
        return request.acceptedRisk() != AcceptedRisk.CHANGED_FILE
                && (samePinnedTensors || request.card().weights().tensorDigest().isEmpty());
    }

    /** Checks what was received, keeps it under its hash, and records it; what fails the check is removed. */
    FetchedWeights keep(PartialFile partial, Received received, FetchRequest request, String url) throws IOException {
        try {
            Verified verified = new IntegrityCheck(request).verify(received);
            long sizeBytes = partial.sizeBytes();
            Path blob = blobs.publish(partial, received.sha256());
            record(new WeightsLock.Entry(
                    url,
                    request.card().qualifiedName(),
                    sizeBytes,
                    received.sha256(),
                    verified.tensorDigest(),
                    verified.level(),
                    verified.statedBy(),
                    LocalDate.now(ZoneOffset.UTC).toString()));
            return new FetchedWeights(blob, verified.level(), url, Optional.of(verified.tensorDigest()));
        } catch (IOException | RuntimeException e) {
            partial.discard();
            throw e;
        }
    }

    /**
     * Copies a file that someone else keeps into a partial file of this thread's own. Reads one byte more than expected,
     * so that a longer file shows.
     *
     * @return the SHA-256, whatever was expected
     * @throws IntegrityException if the size is not the expected one
     */
    static String copy(InputStream in, PartialFile partial, Expectation expected) throws IOException {
        partial.restart("");
        byte[] chunk = new byte[1 << 16];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (partial.sizeBytes() + n > expected.mostBytes()) {
                throw expected.otherSize(expected.url(), "more than " + expected.mostBytes());
            }
            partial.append(ByteBuffer.wrap(chunk, 0, n));
        }
        if (expected.sizeBytes().isPresent() && partial.sizeBytes() < expected.mostBytes()) {
            throw expected.otherSize(expected.url(), Long.toString(partial.sizeBytes()));
        }
        return partial.finish();
    }

    /** Does something as the only owner of a model's fetch. */
    <T> T holding(ModelCard card, Timeouts timeouts, FetchListener listener, StoreLock.Work<T> work)
            throws IOException {
        Path file = blobs.folder("locks").resolve(card.name());
        try (StoreLock held = StoreLock.acquire(file, timeouts.otherOwner(), this::receivedBytes, listener)) {
            return held.run(work);
        }
    }

    private void record(WeightsLock.Entry entry) throws IOException {
        lock.recording(blobs, () -> lock.put(entry));
    }

    /** Changes while another owner receives something. */
    private long receivedBytes() {
        try {
            long bytes = 0;
            for (Path partial : blobs.list("partial")) {
                bytes += Files.size(partial);
            }
            return bytes;
        } catch (IOException e) {
            // A file went away meanwhile, which is headway.
            return System.nanoTime();
        }
    }
}
