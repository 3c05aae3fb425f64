package org.inceptionnext.fetch.registries;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.http.HttpErrors;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.fetch.http.RedirectRule;
import org.inceptionnext.fetch.http.Retries;
import org.inceptionnext.fetch.http.WholeBody;
import org.inceptionnext.fetch.store.CardCache;
import org.inceptionnext.fetch.store.CardCache.Kept;
import org.inceptionnext.registry.CardSource;
import org.jspecify.annotations.Nullable;

/**
 * The cards of a registry behind https: any server of static files. What was read is kept and asked for by its ETag; if the
 * server cannot be reached or answers something else, what was kept is used, and the user is told.
 */
final class WebCards implements CardSource {
    private static final int MAX_LOOKS = 4;

    private final RegistryPlace place;
    private final NetworkSettings network;
    private final CardCache cache;
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable HttpTransport transport;
    private @Nullable IOException down;

    WebCards(RegistryPlace place, NetworkSettings network, CardCache cache) {
        this.place = place;
        this.network = network;
        this.cache = cache;
    }

    @Override
    public String name() {
        return place.name();
    }

    @Override
    public Optional<URI> root() {
        return Optional.of(place.location());
    }

    @Override
    public Set<String> groups() {
        return place.groups();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /** Reads a file from the server, or what it gave before if the server says that this is the same, or says nothing. */
    @Override
    public synchronized byte[] read(String path) throws IOException {
        URI url = place.location().resolve(path);
        Optional<Kept> kept = cache.find(url);
        if (network.offlineReason().isPresent()) {
            return kept.orElseThrow(() -> neverRead(network.offlineReason().get()))
                    .content();
        }
        try {
            return ask(url, kept);
        } catch (TransferException e) {
            if (kept.isEmpty()) {
                throw e;
            }
            notes.add(place.name() + " cannot be read (" + e.getMessage() + "); what it said on "
                    + kept.get().date() + " is used.");
            return kept.get().content();
        }
    }

    /** Reads a file that never changes: the server is asked once. */
    synchronized byte[] readFixed(String path) throws IOException {
        Optional<Kept> kept = cache.find(place.location().resolve(path));
        return kept.isPresent() ? kept.get().content() : read(path);
    }

    private FetchException neverRead(String reason) {
        return new FetchException(place.name() + " was never read on this machine, and " + reason
                + " forbids to read it now. Run once with a network: inx models");
    }

    private byte[] ask(URI url, Optional<Kept> kept) throws IOException {
        if (down != null) {
            throw down;
        }
        Map<String, String> headers = new HashMap<>();
        network.token(url).ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        kept.filter(file -> !file.etag().isEmpty()).ifPresent(file -> headers.put("If-None-Match", file.etag()));
        Question question = Question.get(url, headers, new RedirectRule(List.of(), false));
        // With something to fall back on nobody waits long; without, a busy server deserves more than one look.
        for (int looks = kept.isPresent() ? 1 : MAX_LOOKS; ; looks--) {
            try {
                return new Retries(network.timeouts().backoff(), FetchListener.SILENT)
                        .run(() -> 0, () -> answered(question, kept));
            } catch (TransferException e) {
                if (e.cure() != TransferException.Cure.OTHER_HOST) {
                    throw e;
                }
                transport = null;
                if (looks <= 1) {
                    down = e;
                    throw e;
                }
            }
        }
    }

    private byte[] answered(Question question, Optional<Kept> kept) throws IOException {
        if (transport == null) {
            transport = new HttpTransport(network);
        }
        try (Answer answer = transport.ask(question)) {
            if (answer.status() == 304 && kept.isPresent()) {
                return kept.get().content();
            }
            if (answer.status() == 404 || answer.status() == 410) {
                throw new NoSuchFileException(
                        question.uri().toString(), null, "HTTP status " + answer.status() + ": no such file there");
            }
            if (answer.status() != 200) {
                throw HttpErrors.failure(answer, question.uri());
            }
            String type = answer.header("Content-Type").toLowerCase(Locale.ROOT);
            byte[] content = WholeBody.read(
                    answer, question.uri(), MAX_FILE_BYTES, network.timeouts().stall());
            if (type.startsWith("text/html") || (content.length > 0 && content[0] == '<')) {
                throw new TransferException(
                        TransferException.Cure.OTHER_SOURCE,
                        question.uri()
                                + " gave a web page, so no registry is there, or a captive portal or a proxy is in"
                                + " the way: open the address in a browser and see what it says");
            }
            cache.keep(new Kept(
                    question.uri().toString(),
                    answer.header("ETag"),
                    LocalDate.now(ZoneOffset.UTC).toString(),
                    Base64.getEncoder().encodeToString(content)));
            return content;
        }
    }
}
