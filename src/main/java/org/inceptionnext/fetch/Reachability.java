package org.inceptionnext.fetch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.fetch.http.HttpTransport;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;

/**
 * Whether a publisher can be reached from here.
 *
 * @param host the publisher's host
 * @param proxy the proxy in between, and what names it
 * @param problem what is in the way, if something is
 * @param time until the answer, or until it was given up
 */
public record Reachability(String host, Optional<String> proxy, Optional<String> problem, Duration time) {

    /**
     * Asks each publisher for its front page's headers.
     *
     * @throws FetchException if the settings name a proxy or a mirror that cannot be used
     */
    public static List<Reachability> check(NetworkSettings settings) throws IOException {
        List<Reachability> results = new ArrayList<>();
        for (URI publisher : List.of(settings.huggingFace(), URI.create("https://github.com"))) {
            results.add(check(publisher, settings));
        }
        return results;
    }

    private static Reachability check(URI publisher, NetworkSettings settings) throws IOException {
        HttpTransport transport = new HttpTransport(settings);
        long start = System.nanoTime();
        Optional<String> problem = Optional.empty();
        try (Answer answer = transport.ask(Question.head(URI.create(publisher + "/"), Map.of()))) {
            if (answer.status() >= 400) {
                problem = Optional.of("HTTP status " + answer.status());
            }
        } catch (TransferException e) {
            problem = Optional.of(e.problem());
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Reachability(publisher.getHost(), settings.proxies().describe(publisher.getHost()), problem, time);
    }
}
