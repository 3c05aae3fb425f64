package org.inceptionnext.fetch;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.fetch.store.Expectation;
import org.inceptionnext.fetch.store.Expectation.Size;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.WeightSource;

/** Weights that come with the library, as a resource on the class path. */
record EmbeddedWeights(ModelCard card, WeightSource source, Location.Embedded location) {

    /** Returns those of a card, if it has any. */
    static Optional<EmbeddedWeights> of(ModelCard card) {
        for (WeightSource source : card.weights().sources()) {
            if (source.location() instanceof Location.Embedded location) {
                return Optional.of(new EmbeddedWeights(card, source, location));
            }
        }
        return Optional.empty();
    }

    String url() {
        return location.url();
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
                "Nothing was loaded. The library's jar was changed: get it again from where it is published.");
    }

    /**
     * Opens the resource.
     *
     * @throws FetchException if it is missing
     */
    InputStream open() throws FetchException {
        InputStream in = EmbeddedWeights.class.getClassLoader().getResourceAsStream(location.resource());
        if (in == null) {
            throw new FetchException(card.name() + ": " + url()
                    + " is not on the class path. It comes with the library's jar; repackaging may have dropped it.");
        }
        return in;
    }

    /** Returns the weights, whose verified bytes are in this file. */
    FetchedWeights in(Path file) {
        return new FetchedWeights(
                file,
                IntegrityLevel.PINNED,
                url(),
                card.weights().tensorDigest().map(Pin::hex));
    }
}
