package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.registry.Pin;

/**
 * What a Hugging Face hub says of a file in its answer to a HEAD: commit, size and SHA-256, which the hub calls {@code
 * X-Linked-Etag}.
 *
 * @param commit the file's commit, where it is stated
 * @param sizeBytes the file's size, where it is stated
 * @param sha256 the file's SHA-256 and who stated it, where it is stated
 */
record HubStatement(Optional<String> commit, Optional<Long> sizeBytes, Optional<Pin> sha256) {
    private static final String HUB = "huggingface.co";
    private static final Pattern SHA_256 = Pattern.compile("\"?([0-9a-f]{64})\"?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,15}");

    /**
     * Asks an address. A mirror that states nothing and redirects to the hub leaves the word to the hub, which is asked without
     * the headers that are the mirror's.
     *
     * @param asked where the file is published
     * @param headers what to send to its host
     * @throws org.inceptionnext.fetch.TransferException if it does not answer, or answers that there is no such file
     */
    static HubStatement of(HttpTransport transport, URI asked, Map<String, String> headers) throws IOException {
        URI hub;
        try (Answer answer = transport.ask(Question.head(asked, headers))) {
            // A redirect elsewhere is the hub's way to say where a large file lies.
            if (answer.status() >= 400) {
                throw HttpErrors.failure(answer, asked);
            }
            Optional<URI> onward = onward(answer);
            if (onward.isEmpty()) {
                return read(answer);
            }
            hub = onward.get();
        }
        try (Answer answer = transport.ask(Question.head(hub, Map.of()))) {
            if (answer.status() >= 400) {
                throw HttpErrors.failure(answer, hub);
            }
            return read(answer);
        }
    }

    private static Optional<URI> onward(Answer answer) {
        boolean redirect = answer.status() >= 300 && answer.status() < 400;
        if (!redirect || !answer.header("X-Linked-Etag").isEmpty()) {
            return Optional.empty();
        }
        try {
            URI target = answer.uri().resolve(answer.header("Location"));
            boolean toHub = "https".equalsIgnoreCase(target.getScheme()) && HUB.equalsIgnoreCase(target.getHost());
            return toHub ? Optional.of(target) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads what an answer to a HEAD states. */
    static HubStatement read(Answer answer) {
        Optional<String> commit = Optional.of(answer.header("X-Repo-Commit"))
                .filter(text -> COMMIT.matcher(text).matches());
        Matcher etag = SHA_256.matcher(answer.header("X-Linked-Etag"));
        Matcher size = SIZE.matcher(answer.header("X-Linked-Size"));
        String source = answer.uri().getHost() + ", as X-Linked-Etag of " + HttpTransport.shown(answer.uri())
                + commit.map(id -> ", commit " + id).orElse("");
        return new HubStatement(
                commit,
                size.matches() ? Optional.of(Long.valueOf(size.group())) : Optional.empty(),
                etag.matches() ? Optional.of(new Pin(etag.group(1), source)) : Optional.empty());
    }
}
