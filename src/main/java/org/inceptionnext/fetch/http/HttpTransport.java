package org.inceptionnext.fetch.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.TransferException.Cure;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, with redirects followed by our rules and every wait bounded. For one fetch, by one thread.
 */
public final class HttpTransport {
    private static final int MAX_REDIRECTS = 10;
    private static final String USER_AGENT = "inceptionnext-zoo";

    private final HttpClient client;
    private final ProxyRules proxies;
    private final Timeouts timeouts;
    private final long startNanos = System.nanoTime();
    private boolean contacted;

    /**
     * A question to a server.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param headers what to send; {@code Authorization} goes to the address's own host only
     */
    public record Question(String method, URI uri, Map<String, String> headers, RedirectRule redirects) {
        public static Question get(URI uri, Map<String, String> headers, RedirectRule redirects) {
            return new Question("GET", uri, headers, redirects);
        }

        /** A HEAD that is answered by the publisher itself; a redirect elsewhere is an answer, not to be followed. */
        public static Question head(URI uri, Map<String, String> headers) {
            return new Question("HEAD", uri, headers, new RedirectRule(List.of(), false));
        }
    }

    /**
     * A server's answer; the caller closes it.
     *
     * @param uri the address that answered, after redirects
     */
    public record Answer(URI uri, int status, HttpHeaders headers, BodyStream body) implements Closeable {
        @Override
        public void close() {
            body.close();
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    public HttpTransport(NetworkSettings settings) throws FetchException {
        this.proxies = settings.proxies();
        this.timeouts = settings.timeouts();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeouts.answer())
                .proxy(proxies);
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /**
     * Asks, following redirects.
     *
     * @throws TransferException if no answer came, or a redirect is not allowed
     */
    public Answer ask(Question question) throws IOException {
        URI uri = question.uri();
        boolean trusted = true;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            Answer answer = exchange(question, uri, trusted);
            URI target = target(answer);
            if (target == null || isAnswer(question, target)) {
                return answer;
            }
            answer.close();
            requireAllowed(question, uri, target);
            trusted &= sameHost(uri, target);
            uri = target;
        }
        throw new TransferException(
                Cure.OTHER_SOURCE, "more than " + MAX_REDIRECTS + " redirects, the last to " + shown(uri));
    }

    /** Returns an address for a message: a signature in its query is nobody's business. */
    static String shown(URI uri) {
        String text = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        return PrintableText.escape(uri.getRawQuery() == null ? text : text + "?...");
    }

    private static boolean isAnswer(Question question, URI target) {
        return question.method().equals("HEAD") && !sameHost(question.uri(), target);
    }

    private static void requireAllowed(Question question, URI from, URI target) throws TransferException {
        boolean onward = sameHost(from, target) || question.redirects().allows(target);
        if (!onward || !"https".equalsIgnoreCase(target.getScheme())) {
            throw new TransferException(
                    Cure.OTHER_SOURCE,
                    "redirected to " + shown(target) + ", where nothing is loaded from (allowed: "
                            + question.redirects().describe()
                            + "). A captive portal or a proxy does this: open a page in a browser and sign in there.");
        }
    }

    private static @Nullable URI target(Answer answer) throws TransferException {
        int status = answer.status();
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (!redirect) {
            return null;
        }
        String location = answer.header("Location");
        try {
            return answer.uri().resolve(URI.create(location));
        } catch (IllegalArgumentException e) {
            throw new TransferException(
                    Cure.OTHER_SOURCE, "redirected to " + PrintableText.quote(location) + ", which is no address");
        }
    }

    private static boolean sameHost(URI a, URI b) {
        return authority(a).equals(authority(b));
    }

    private static String authority(URI uri) {
        int port = uri.getPort() < 0 ? 443 : uri.getPort();
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    private Answer exchange(Question question, URI uri, boolean trusted) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(question.method(), HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", USER_AGENT)
                .header("Accept-Encoding", "identity");
        question.headers().forEach((name, value) -> {
            if (trusted || !name.equals("Authorization")) {
                request.header(name, value);
            }
        });
        Duration wait = waitForAnswer();
        BodyStream body = new BodyStream();
        CompletableFuture<HttpResponse<BodyStream>> future = client.sendAsync(request.build(), info -> body);
        try {
            HttpResponse<BodyStream> response = future.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            contacted = true;
            return new Answer(uri, response.statusCode(), response.headers(), body);
        } catch (TimeoutException e) {
            abandon(future, body);
            throw new TransferException(
                    contacted ? Cure.AGAIN : Cure.OTHER_HOST, reach(uri, "no answer within " + seconds(wait)));
        } catch (InterruptedException e) {
            abandon(future, body);
            throw Cancelled.here(e);
        } catch (ExecutionException e) {
            throw failure(uri, e.getCause() == null ? e : e.getCause());
        }
    }

    private static void abandon(CompletableFuture<?> future, BodyStream body) {
        future.cancel(true);
        body.close();
    }

    /** Until one server has answered, all together get no more time than a person waits to learn there is no network. */
    private Duration waitForAnswer() throws TransferException {
        if (contacted) {
            return timeouts.answer();
        }
        Duration left = timeouts.firstContact().minusNanos(System.nanoTime() - startNanos);
        if (left.isNegative() || left.isZero()) {
            throw new TransferException(
                    Cure.OTHER_HOST, "not tried: no publisher answered within " + seconds(timeouts.firstContact()));
        }
        // Half of what is left, so that a second host is tried too.
        Duration half = left.dividedBy(2).plusMillis(500);
        return half.compareTo(timeouts.answer()) < 0 ? half : timeouts.answer();
    }

    private TransferException failure(URI uri, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        if (causes(cause, javax.net.ssl.SSLHandshakeException.class)) {
            return new TransferException(
                    Cure.OTHER_HOST,
                    reach(
                            uri,
                            "its certificate is not trusted (" + PrintableText.escape(reason)
                                    + "). A proxy that reads TLS shows its own: add the company's certificate to Java's trust"
                                    + " store (-Djavax.net.ssl.trustStore=FILE)"));
        }
        if (causes(cause, UnresolvedAddressException.class)) {
            return new TransferException(Cure.OTHER_HOST, reach(uri, "its name cannot be resolved"));
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException) {
            return new TransferException(
                    Cure.OTHER_HOST, reach(uri, "no connection (" + PrintableText.escape(reason) + ")"));
        }
        if (reason.contains("407") || reason.contains("Proxy Authentication") || reason.contains("Tunnel failed")) {
            return new TransferException(
                    Cure.OTHER_HOST,
                    reach(
                            uri,
                            "the proxy refused (" + PrintableText.escape(reason) + "). If it wants a password: "
                                    + "https_proxy=http://USER:PASSWORD@HOST:PORT, and Java needs "
                                    + "-Djdk.http.auth.tunneling.disabledSchemes= (empty) to send it"));
        }
        return new TransferException(
                Cure.AGAIN, reach(uri, "the connection broke (" + PrintableText.escape(reason) + ")"));
    }

    private static boolean causes(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private String reach(URI uri, String problem) {
        String host = uri.getHost();
        String through = proxies.describe(host)
                .map(proxy -> " through the proxy " + proxy)
                .orElse("");
        return host + through + ": " + problem;
    }

    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
