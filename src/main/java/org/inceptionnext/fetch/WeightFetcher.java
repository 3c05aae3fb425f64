package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.IntegrityException.Claim;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.WeightSource;

/**
 * From a card to a verified file on this machine. Weights that come with the library are copied from the class path into
 * a content-addressed store; published weights are not downloaded yet.
 *
 * <p>Safe for use by several threads and processes at once.
 */
public final class WeightFetcher {
    private final BlobStore store;

    /**
     * Chooses the store.
     *
     * @param store its folder, such as {@code ~/.djl.ai/inceptionnext}; made when it is needed
     */
    public WeightFetcher(Path store) {
        this.store = new BlobStore(store);
    }

    /**
     * Returns a model's weights as a file whose bytes were verified just now.
     *
     * @throws FetchException if the card has no source that can be used without a network; the message says where the
     *     file is published and what to do with it
     * @throws IntegrityException if the bytes are not those that the card states
     * @throws IOException if the store cannot be read or written
     */
    public FetchedWeights fetch(ModelCard card) throws IOException {
        for (WeightSource source : card.weights().sources()) {
            if (source.location() instanceof Location.Embedded embedded) {
                return embedded(card, source, embedded);
            }
        }
        throw new FetchException(notDownloaded(card));
    }

    /**
     * Returns a file that the user has.
     *
     * @throws NoSuchFileException if there is none
     */
    public static FetchedWeights userFile(Path file) throws NoSuchFileException {
        if (!Files.isRegularFile(file)) {
            String reason = Files.exists(file) ? "not a file" : "no such file of weights";
            throw new NoSuchFileException(file.toString(), null, reason);
        }
        return new FetchedWeights(file, Rung.USER_FILE, file.toString());
    }

    private FetchedWeights embedded(ModelCard card, WeightSource source, Location.Embedded location)
            throws IOException {
        Pin sha256 = source.sha256().orElseThrow(() -> new FetchException(unpinned(card, location)));
        long sizeBytes = source.sizeBytes().orElseThrow(() -> new FetchException(unpinned(card, location)));
        Optional<Path> known = store.find(sha256);
        if (known.isPresent()) {
            return new FetchedWeights(known.get(), Rung.PINNED, location.url());
        }
        try (InputStream in = WeightFetcher.class.getClassLoader().getResourceAsStream(location.resource())) {
            if (in == null) {
                throw new FetchException(
                        card.name() + ": " + location.url()
                                + " is not on the class path. It comes with the library's jar; repackaging may have dropped it.");
            }
            Path file = store.publish(in, location.url(), sizeBytes, sha256);
            if (card.weights().tensorDigest().isPresent()) {
                verifyTensors(file, card.weights().tensorDigest().get());
            }
            return new FetchedWeights(file, Rung.PINNED, location.url());
        }
    }

    private static void verifyTensors(Path file, Pin pin) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            String actual = TensorDigest.of(checkpoint.tensors().values());
            if (!actual.equals(pin.hex())) {
                throw new IntegrityException(
                        new Claim("tensor digest", pin.hex(), file.toString(), pin.source()), actual);
            }
        }
    }

    private static String unpinned(ModelCard card, Location.Embedded location) {
        return card.name() + ": the card states no size or no SHA-256 for " + location.url()
                + ", so it cannot be verified and is not used.";
    }

    private static String notDownloaded(ModelCard card) {
        List<String> lines = new ArrayList<>();
        lines.add(card.name() + ": this version does not download weights. Download one of");
        for (WeightSource source : card.weights().sources()) {
            String hash =
                    source.sha256().map(pin -> "  (SHA-256 " + pin.hex() + ")").orElse("");
            lines.add("  " + source.location().url() + hash);
        }
        lines.add(
                "and give the file: weights=FILE as an argument of Criteria or in a djl:// URL, --weights FILE for inx.");
        return String.join("\n", lines);
    }
}
