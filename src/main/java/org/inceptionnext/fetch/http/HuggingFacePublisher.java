package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.Pin;

/**
 * A repository on Hugging Face or a mirror. A HEAD on the file tells its commit, size and SHA-256, which the hub calls
 * {@code X-Linked-Etag}.
 *
 * @param hub the hub's address
 * @param token the user's token, sent to the hub alone
 */
public record HuggingFacePublisher(Location.HuggingFace location, URI hub, Optional<String> token)
        implements Publisher {
    private static final Pattern SHA_256 = Pattern.compile("\"?([0-9a-f]{64})\"?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,15}");

    @Override
    public URI url() {
        return at(location.revision());
    }

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException {
        Map<String, String> headers = new HashMap<>();
        token.ifPresent(secret -> headers.put("Authorization", "Bearer " + secret));
        try (Answer answer = transport.ask(Question.head(url(), headers))) {
            // A redirect elsewhere is the hub's way to say where a large file lies.
            if (answer.status() >= 400) {
                throw HttpErrors.failure(answer, url());
            }
            String commit = answer.header("X-Repo-Commit");
            boolean fixed = COMMIT.matcher(commit).matches();
            Matcher etag = SHA_256.matcher(answer.header("X-Linked-Etag"));
            Matcher size = SIZE.matcher(answer.header("X-Linked-Size"));
            Optional<Pin> sha256 = etag.matches()
                    ? Optional.of(new Pin(
                            etag.group(1),
                            hub.getHost() + ", as X-Linked-Etag of " + url() + (fixed ? ", commit " + commit : "")))
                    : Optional.empty();
            return new RemoteFile(
                    fixed ? at(commit) : url(),
                    Map.copyOf(headers),
                    new RedirectRule(
                            List.of(hub.getHost(), "huggingface.co", ".huggingface.co", ".hf.co"),
                            anyHost || sha256.isPresent()),
                    size.matches() ? Optional.of(Long.valueOf(size.group())) : Optional.empty(),
                    sha256);
        }
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return url().toString();
    }

    private URI at(String revision) {
        return URI.create(hub + "/" + location.repository() + "/resolve/" + revision + "/" + location.file());
    }
}
