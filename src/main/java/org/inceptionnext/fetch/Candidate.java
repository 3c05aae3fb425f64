package org.inceptionnext.fetch;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.http.GitHubPublisher;
import org.inceptionnext.fetch.http.HuggingFacePublisher;
import org.inceptionnext.fetch.http.Publisher;
import org.inceptionnext.fetch.http.SafeAddress;
import org.inceptionnext.fetch.http.UrlPublisher;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.WeightSource;

/**
 * One published file that may be used.
 *
 * @param publisher who publishes it
 * @param sizeBytes its size, where the card states it
 * @param sha256 its SHA-256, where the card states it
 */
record Candidate(Publisher publisher, Optional<Long> sizeBytes, Optional<Pin> sha256) {

    String url() {
        return publisher.url().toString();
    }

    /** Returns the published files of a card that the user's choice allows, in the card's order. */
    static List<Candidate> of(ModelCard card, SourceChoice choice, NetworkSettings settings) throws FetchException {
        if (choice instanceof SourceChoice.Address address) {
            return List.of(at(address.url(), card, settings));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (WeightSource source : card.weights().sources()) {
            Optional<Publisher> publisher = publisher(source.location(), settings);
            if (publisher.isPresent() && isChosen(source.location(), choice)) {
                candidates.add(new Candidate(publisher.get(), source.sizeBytes(), source.sha256()));
            }
        }
        return candidates;
    }

    private static boolean isChosen(Location location, SourceChoice choice) {
        return choice instanceof SourceChoice.Any
                || (choice instanceof SourceChoice.HuggingFace && location instanceof Location.HuggingFace)
                || (choice instanceof SourceChoice.GitHub && location instanceof Location.GitHubRelease);
    }

    /** A mirror keeps a file's name: what the card says of the file of this name holds for it too. */
    private static Candidate at(URI url, ModelCard card, NetworkSettings settings) throws FetchException {
        Optional<WeightSource> published = card.weights().sources().stream()
                .filter(source -> source.location().url().equals(url.toString()))
                .findFirst();
        if (published.isPresent()) {
            WeightSource source = published.get();
            Publisher publisher =
                    publisher(source.location(), settings).orElseGet(() -> new UrlPublisher(url, settings.token(url)));
            return new Candidate(publisher, source.sizeBytes(), source.sha256());
        }
        String path = url.getPath();
        String fileName = path.substring(path.lastIndexOf('/') + 1);
        Optional<WeightSource> mirrored = card.weights().sources().stream()
                .filter(source -> source.location().fileName().equals(fileName))
                .findFirst();
        return new Candidate(
                new UrlPublisher(url, settings.token(url)),
                mirrored.flatMap(WeightSource::sizeBytes),
                mirrored.flatMap(WeightSource::sha256));
    }

    private static Optional<Publisher> publisher(Location location, NetworkSettings settings) throws FetchException {
        if (location instanceof Location.HuggingFace file) {
            return Optional.of(new HuggingFacePublisher(file, settings.huggingFace(), settings.huggingFaceToken()));
        }
        if (location instanceof Location.GitHubRelease asset) {
            return Optional.of(new GitHubPublisher(asset));
        }
        if (location instanceof Location.Address at && SafeAddress.isSafe(at.address())) {
            return Optional.of(new UrlPublisher(at.address(), settings.token(at.address())));
        }
        return Optional.empty();
    }
}
