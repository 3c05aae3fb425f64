package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.registry.Pin;

/**
 * Decides the integrity level of a file whose bytes are all here. On every level its structure is checked before an element is
 * read.
 */
final class IntegrityCheck {
    private final FetchRequest request;

    /**
     * A file, and what was stated about it.
     *
     * @param file where it lies
     * @param subject what it is called in messages
     * @param sha256 the hash that it has
     * @param pinned the hash that the card states, if it does
     * @param stated the hash that its hub states, if it does
     * @param known what {@code weights.lock} recorded of its address, if it did and if that counts
     */
    record Received(
            Path file,
            String subject,
            String sha256,
            Optional<Pin> pinned,
            Optional<Pin> stated,
            Optional<WeightsLock.Entry> known) {}

    /**
     * A file that may be used.
     *
     * @param level how far it was verified
     * @param statedBy who stated what it was verified against
     * @param tensorDigest the digest of its tensors
     */
    record Verified(IntegrityLevel level, String statedBy, String tensorDigest) {}

    IntegrityCheck(FetchRequest request) {
        this.request = request;
    }

    /**
     * Decides.
     *
     * @throws IntegrityException if the file, or what it holds, is not what was stated
     * @throws IOException if it is no readable checkpoint, or one of another network
     */
    Verified verify(Received received) throws IOException {
        boolean isPinned = matches(received.pinned(), received);
        Optional<Pin> tensorPin = request.card().weights().tensorDigest();
        if (received.pinned().isPresent() && !isPinned) {
            requireWaived(received, tensorPin);
        }
        String digest = checkAndDigest(received);
        if (tensorPin.isPresent() && !tensorPin.get().hex().equals(digest)) {
            Claim claim = new Claim(
                    "tensor digest",
                    tensorPin.get().hex(),
                    received.subject(),
                    tensorPin.get().source());
            throw new IntegrityException(claim, digest);
        }
        if (isPinned) {
            return new Verified(
                    IntegrityLevel.pinned(request.card()),
                    received.pinned().orElseThrow().source(),
                    digest);
        }
        if (tensorPin.isPresent()) {
            return new Verified(IntegrityLevel.TENSOR_PINNED, tensorPin.get().source(), digest);
        }
        return unpinned(received, digest);
    }

    private static Verified unpinned(Received received, String digest) {
        if (matches(received.stated(), received)) {
            return new Verified(
                    IntegrityLevel.HUB, received.stated().orElseThrow().source(), digest);
        }
        return received.known()
                .filter(entry -> entry.sha256().equals(received.sha256()))
                .map(entry -> new Verified(entry.level(), entry.source(), digest))
                .orElseGet(() -> new Verified(IntegrityLevel.FIRST_USE, "nobody", digest));
    }

    /** Another hash than the pinned one passes only if the user said so, and if the tensors can be compared. */
    private void requireWaived(Received received, Optional<Pin> tensorPin) throws IntegrityException {
        if (request.acceptedRisk() != AcceptedRisk.EQUAL_TENSORS || tensorPin.isEmpty()) {
            Pin pin = received.pinned().orElseThrow();
            throw new IntegrityException(
                    new Claim(Sha256.NAME, pin.hex(), received.subject(), pin.source()), received.sha256());
        }
    }

    private String checkAndDigest(Received received) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(received.file())) {
            request.check().check(checkpoint.tensors());
            return TensorDigest.of(checkpoint.tensors().values());
        }
    }

    private static boolean matches(Optional<Pin> pin, Received received) {
        return pin.map(Pin::hex).equals(Optional.of(received.sha256()));
    }
}
