package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.registry.Location;

/**
 * A repository on Hugging Face or a mirror, which a HEAD on the file asks for a {@link HubStatement}.
 *
 * @param hub the hub's address
 * @param token the user's token, sent to the hub alone
 */
public record HuggingFacePublisher(Location.HuggingFace location, URI hub, Optional<String> token)
        implements Publisher {
    @Override
    public URI url() {
        return at(location.revision());
    }

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException {
        Map<String, String> headers = new HashMap<>();
        token.ifPresent(secret -> headers.put("Authorization", "Bearer " + secret));
        HubStatement statement = HubStatement.of(transport, url(), headers);
        return new RemoteFile(
                statement.commit().map(this::at).orElse(url()),
                Map.copyOf(headers),
                new RedirectRule(
                        List.of(hub.getHost(), "huggingface.co", ".huggingface.co", ".hf.co"),
                        anyHost || statement.sha256().isPresent()),
                statement.sizeBytes(),
                statement.sha256());
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
