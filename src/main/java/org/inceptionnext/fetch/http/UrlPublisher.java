package org.inceptionnext.fetch.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An address that the user names: a company's own mirror. It may redirect within its host, or anywhere if a hash decides. */
public record UrlPublisher(URI url) implements Publisher {

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) {
        return new RemoteFile(url, Map.of(), new RedirectRule(List.of(), anyHost), Optional.empty(), Optional.empty());
    }
}
