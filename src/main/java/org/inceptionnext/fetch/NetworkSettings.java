package org.inceptionnext.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.inceptionnext.fetch.http.ProxyRules;
import org.inceptionnext.fetch.http.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * How this process reaches the publishers, read from what users of Python and of Java already set:
 *
 * <ul>
 *   <li>{@code HF_ENDPOINT} (a mirror of Hugging Face, https only), {@code HF_TOKEN} or the file {@code HF_HOME/token},
 *       {@code HF_HUB_CACHE} or {@code HF_HOME/hub} (files that the Python client has already loaded are used);
 *   <li>{@code https_proxy}, {@code all_proxy}, {@code no_proxy}, {@code -Dhttps.proxyHost}, {@code -Dhttps.proxyPort},
 *       {@code -Dhttp.nonProxyHosts};
 *   <li>{@code HF_HUB_OFFLINE=1} and DJL's {@code DJL_OFFLINE=true} and {@code -Dai.djl.offline=true}: no network.
 * </ul>
 */
public final class NetworkSettings {
    private static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private final Map<String, String> environment;
    private final Properties properties;
    private final Timeouts timeouts;
    private final @Nullable String offlineReason;
    private final Map<String, String> tokens;

    private NetworkSettings(
            Map<String, String> environment,
            Properties properties,
            Timeouts timeouts,
            @Nullable String offlineReason,
            Map<String, String> tokens) {
        this.environment = environment;
        this.properties = properties;
        this.timeouts = timeouts;
        this.offlineReason = offlineReason;
        this.tokens = tokens;
    }

    /** Returns the settings of this process as they are now. */
    public static NetworkSettings ofProcess() {
        return of(System.getenv(), System.getProperties());
    }

    /** Returns the settings that these variables and system properties make. */
    public static NetworkSettings of(Map<String, String> environment, Properties properties) {
        Properties fixed = new Properties();
        properties.stringPropertyNames().forEach(name -> fixed.setProperty(name, properties.getProperty(name)));
        Map<String, String> copy = new LinkedHashMap<>(environment);
        return new NetworkSettings(copy, fixed, Timeouts.DEFAULTS, offlineReason(copy, fixed), Map.of());
    }

    /**
     * Returns these settings without a network.
     *
     * @param reason what forbids it, for messages: {@code --offline}
     */
    public NetworkSettings offline(String reason) {
        return new NetworkSettings(environment, properties, timeouts, reason, tokens);
    }

    /** Returns what forbids to use the network, if something does: {@code HF_HUB_OFFLINE=1}. */
    public Optional<String> offlineReason() {
        return Optional.ofNullable(offlineReason);
    }

    NetworkSettings with(Timeouts otherPatience) {
        return new NetworkSettings(environment, properties, otherPatience, offlineReason, tokens);
    }

    /**
     * Returns these settings with a token for each of some hosts, which is sent to that host alone.
     *
     * @param tokensByHost by the host's name in lower case
     */
    public NetworkSettings withTokens(Map<String, String> tokensByHost) {
        return new NetworkSettings(environment, properties, timeouts, offlineReason, Map.copyOf(tokensByHost));
    }

    /** Returns these settings with the tokens of others. */
    public NetworkSettings withTokensOf(NetworkSettings others) {
        return new NetworkSettings(environment, properties, timeouts, offlineReason, others.tokens);
    }

    /** Returns the user's token for an address's host, if there is one. */
    public Optional<String> token(URI address) {
        String host = address.getHost();
        return host == null ? Optional.empty() : Optional.ofNullable(tokens.get(host.toLowerCase(Locale.ROOT)));
    }

    public Timeouts timeouts() {
        return timeouts;
    }

    public ProxyRules proxies() throws FetchException {
        return ProxyRules.of(environment, properties);
    }

    /**
     * Returns Hugging Face's address, or a mirror's, without a slash at its end.
     *
     * @throws FetchException if {@code HF_ENDPOINT} is no https address
     */
    URI huggingFace() throws FetchException {
        String endpoint = variable("HF_ENDPOINT").orElse("");
        if (endpoint.isEmpty()) {
            return HUGGING_FACE;
        }
        try {
            URI uri = URI.create(endpoint.replaceAll("/+$", ""));
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new FetchException(
                "The environment variable HF_ENDPOINT is no https:// address. Correct it or unset it.");
    }

    /** Returns the user's token for Hugging Face, if there is one. */
    Optional<String> huggingFaceToken() {
        Optional<String> token = variable("HF_TOKEN");
        if (token.isPresent()) {
            return token;
        }
        try {
            return nonBlank(Files.readString(huggingFaceHome().resolve("token")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the folder in which Hugging Face's Python client keeps its files; it need not exist. */
    Path huggingFaceCache() {
        return variable("HF_HUB_CACHE")
                .map(Path::of)
                .orElseGet(() -> huggingFaceHome().resolve("hub"));
    }

    private Path huggingFaceHome() {
        return variable("HF_HOME")
                .map(Path::of)
                .orElseGet(() -> variable("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElseGet(() -> Path.of(properties.getProperty("user.home", "."), ".cache"))
                        .resolve("huggingface"));
    }

    private Optional<String> variable(String name) {
        return nonBlank(environment.getOrDefault(name, ""));
    }

    private static Optional<String> nonBlank(String text) {
        return Optional.of(text.strip()).filter(stripped -> !stripped.isEmpty());
    }

    private static @Nullable String offlineReason(Map<String, String> environment, Properties properties) {
        String variable = environment.getOrDefault("HF_HUB_OFFLINE", "").strip();
        // The values that Hugging Face's client takes for true.
        if (variable.matches("(?i)1|on|yes|true")) {
            return "HF_HUB_OFFLINE=" + variable;
        }
        String djl = environment.getOrDefault("DJL_OFFLINE", "");
        if (!djl.isEmpty()) {
            return Boolean.parseBoolean(djl) ? "DJL_OFFLINE=" + djl : null;
        }
        return Boolean.parseBoolean(properties.getProperty("ai.djl.offline")) ? "ai.djl.offline=true" : null;
    }
}
