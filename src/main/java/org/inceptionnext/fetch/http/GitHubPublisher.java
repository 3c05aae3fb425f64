package org.inceptionnext.fetch.http;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.TransferException;
import org.inceptionnext.fetch.http.HttpTransport.Answer;
import org.inceptionnext.fetch.http.HttpTransport.Question;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.Pin;
import org.jspecify.annotations.Nullable;

/** A release on GitHub. Its REST interface states a digest for assets that were uploaded since June 2025, for others none. */
public record GitHubPublisher(Location.GitHubRelease location) implements Publisher {
    private static final String API = "https://api.github.com/repos/";
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final RedirectRule API_ONLY = new RedirectRule(List.of(), false);

    @Override
    public URI url() {
        return URI.create(location.url());
    }

    /** The part of GitHub's answer that is read. */
    private record Release(@Nullable List<Asset> assets) {}

    private record Asset(
            @Nullable String name,
            @Nullable Long size,
            @Nullable String digest) {}

    @Override
    public RemoteFile look(HttpTransport transport, boolean anyHost) throws IOException {
        RedirectRule redirects = new RedirectRule(List.of("github.com", ".githubusercontent.com"), anyHost);
        // With a pin the digest says nothing new, and the interface answers only 60 questions an hour.
        Optional<Asset> asset = anyHost ? Optional.empty() : asset(transport);
        Optional<Pin> sha256 = asset.map(Asset::digest)
                .map(DIGEST::matcher)
                .filter(Matcher::matches)
                .map(match -> new Pin(match.group(1), "GitHub, as the digest of the asset " + url()));
        return new RemoteFile(url(), Map.of(), redirects, asset.map(Asset::size), sha256);
    }

    @Override
    public Optional<Long> sizeBytes(HttpTransport transport, boolean anyHost) throws IOException {
        return asset(transport).map(Asset::size);
    }

    /** Returns what the interface says of the asset. It is asked once: without its answer the file can still be loaded. */
    private Optional<Asset> asset(HttpTransport transport) throws IOException {
        URI api = URI.create(API + location.repository() + "/releases/tags/" + location.tag());
        try (Answer answer =
                transport.ask(Question.get(api, Map.of("Accept", "application/vnd.github+json"), API_ONLY))) {
            if (answer.status() != 200) {
                return Optional.empty();
            }
            String json = new String(answer.body().readShort(ANSWER), StandardCharsets.UTF_8);
            Release release = new Gson().fromJson(json, Release.class);
            List<Asset> assets = release == null || release.assets() == null ? List.of() : release.assets();
            return assets.stream()
                    .filter(asset -> asset != null && location.asset().equals(asset.name()))
                    .findFirst();
        } catch (TransferException | JsonParseException e) {
            return Optional.empty();
        }
    }
}
