package org.inceptionnext.fetch.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An address that the user or a registry names: a company's own mirror. It may redirect within its host, or anywhere if a
 * hash decides.
 *
 * @param token the user's token for the address's host, sent to no other
 */
public record UrlPublisher(URI url, Optional<String> token) implements Publisher {

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) {
        Map<String, String> headers =
                token.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
        return new RemoteFile(url, headers, new RedirectRule(List.of(), anyHost), Optional.empty(), Optional.empty());
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
