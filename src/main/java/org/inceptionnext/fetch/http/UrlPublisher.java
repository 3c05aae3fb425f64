package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;

/**
 * An address that the user or a registry names: a company's own mirror. It may redirect within its host, or anywhere if a
 * hash decides: the card's, or that of the hub to which it redirects.
 *
 * @param token the user's token for the address's host, sent to no other
 */
public record UrlPublisher(URI url, Optional<String> token) implements Publisher {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException {
        Map<String, String> headers = headers();
        HubStatement statement = anyHost ? nothing() : statement(transport, headers);
        return new RemoteFile(
                url,
                headers,
                new RedirectRule(List.of(), anyHost || statement.sha256().isPresent()),
                statement.sizeBytes(),
                statement.sha256());
    }

    /** Servers of files state the size in the answer to a HEAD; it is for people, since nothing holds a server to it. */
    @Override
    public Optional<Long> sizeBytes(HttpTransport transport, boolean anyHost) throws IOException {
        try (Answer answer = transport.ask(Question.head(url, headers()))) {
            if (answer.status() == 405 || answer.status() == 501) {
                return Optional.empty();
            }
            if (answer.status() >= 400) {
                throw HttpErrors.failure(answer, url);
            }
            Optional<Long> stated = HubStatement.read(answer).sizeBytes();
            return stated.isPresent() || answer.status() != 200
                    ? stated
                    : Optional.of(answer.header("Content-Length"))
                            .filter(length -> LENGTH.matcher(length).matches())
                            .map(Long::valueOf);
        }
    }

    private Map<String, String> headers() {
        return token.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    /** A server that knows no HEAD may still give the file. */
    private HubStatement statement(HttpTransport transport, Map<String, String> headers) throws IOException {
        try {
            return HubStatement.of(transport, url, headers);
        } catch (TransferException e) {
            if (e.cure() == Cure.OTHER_HOST) {
                throw e;
            }
            return nothing();
        }
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return url.toString();
    }

    private static HubStatement nothing() {
        return new HubStatement(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
