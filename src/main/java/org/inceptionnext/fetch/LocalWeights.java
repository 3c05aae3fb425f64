package org.inceptionnext.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.WeightSource;

/** Weights that need no network: a resource on the class path, or a file of a registry that is a folder. */
record LocalWeights(ModelCard card, WeightSource source) {

    /** Returns those of a card, if it has any. */
    static Optional<LocalWeights> of(ModelCard card) {
        for (WeightSource source : card.weights().sources()) {
            if (source.location() instanceof Location.Embedded
                    || file(source.location()).isPresent()) {
                return Optional.of(new LocalWeights(card, source));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> file(Location location) {
        return location instanceof Location.Address at
                        && "file".equals(at.address().getScheme())
                ? Optional.of(Path.of(at.address()))
                : Optional.empty();
    }

    String url() {
        return source.location().url();
    }

    /**
     * Returns what the card says of the file: its size and its hash.
     *
     * @throws FetchException if it says neither
     */
    Expectation expectation() throws FetchException {
        if (source.sizeBytes().isEmpty() || source.sha256().isEmpty()) {
            throw new FetchException(card.name() + ": the card states no size or no SHA-256 for " + url()
                    + ", so it cannot be verified and is not used.");
        }
        return new Expectation(
                url(),
                source.sizeBytes().map(bytes -> new Size(bytes, "the model's card")),
                source.sha256(),
                RemoteWeights.limitBytes(card),
                source.location() instanceof Location.Embedded
                        ? "Nothing was loaded. The library's jar was changed: get it again from where it is published."
                        : "Nothing was loaded. The registry's folder was changed: inx publish --check says what else is"
                                + " wrong there.");
    }

    /**
     * Opens the resource or the file.
     *
     * @throws FetchException if it is missing
     */
    InputStream open() throws IOException {
        Optional<Path> file = file(source.location());
        if (file.isPresent()) {
            try {
                return Files.newInputStream(file.get());
            } catch (NoSuchFileException e) {
                throw new FetchException(
                        card.qualifiedName() + ": " + file.get()
                                + " is not there. The registry's folder is not whole: inx publish --check says what is missing.");
            }
        }
        if (source.location() instanceof Location.Embedded resource) {
            InputStream in = LocalWeights.class.getClassLoader().getResourceAsStream(resource.resource());
            if (in != null) {
                return in;
            }
        }
        throw new FetchException(card.name() + ": " + url()
                + " is not on the class path. It comes with the library's jar; repackaging may have dropped it.");
    }

    /** Returns the weights, whose verified bytes are in this file. */
    FetchedWeights in(Path file) {
        return new FetchedWeights(
                file,
                IntegrityLevel.pinned(card),
                url(),
                card.weights().tensorDigest().map(Pin::hex));
    }
}
