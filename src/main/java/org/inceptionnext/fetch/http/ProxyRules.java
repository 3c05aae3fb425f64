package org.inceptionnext.fetch.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.inceptionnext.fetch.FetchException;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy stands before the publishers. Java's own client knows the system properties ({@code https.proxyHost},
 * {@code https.proxyPort}, {@code http.nonProxyHosts}) and not the environment ({@code https_proxy}, {@code all_proxy},
 * {@code no_proxy}), which is what companies set. A property wins, being nearer to this program.
 */
public final class ProxyRules extends ProxySelector {
    private static final int DEFAULT_PORT = 443;
    private static final int DEFAULT_ENVIRONMENT_PORT = 80;

    private final Optional<Server> server;
    private final List<String> direct;

    /**
     * A proxy.
     *
     * @param source the property or variable that names it
     * @param userInfo {@code USER:PASSWORD}, decoded, if there is one
     */
    private record Server(String source, String host, int port, Optional<String> userInfo) {}

    private ProxyRules(Optional<Server> server, List<String> direct) {
        this.server = server;
        this.direct = direct;
    }

    /**
     * Reads the settings.
     *
     * @throws FetchException if a variable names something that is no HTTP proxy
     */
    public static ProxyRules of(Map<String, String> environment, Properties properties) throws FetchException {
        String host = properties.getProperty("https.proxyHost", "");
        if (!host.isEmpty()) {
            int port = Integer.parseInt(properties.getProperty("https.proxyPort", String.valueOf(DEFAULT_PORT)));
            Server server = new Server("-Dhttps.proxyHost", host, port, Optional.empty());
            return new ProxyRules(
                    Optional.of(server), entries(properties.getProperty("http.nonProxyHosts", ""), "\\|"));
        }
        for (String name : List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                String exceptions = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
                return new ProxyRules(Optional.of(server(name, value)), entries(exceptions, ","));
            }
        }
        return new ProxyRules(Optional.empty(), List.of());
    }

    /** Returns the proxy for a host in words, with what named it; empty if it is reached directly. */
    public Optional<String> describe(String host) {
        return server.filter(proxy -> !isDirect(host))
                .map(proxy -> proxy.host() + ":" + proxy.port() + " (" + proxy.source() + ")");
    }

    @Override
    public List<Proxy> select(URI uri) {
        boolean proxied =
                server.isPresent() && !isDirect(Objects.toString(uri.getHost(), "")) && !SafeAddress.isThisMachine(uri);
        return List.of(
                proxied
                        ? new Proxy(
                                Proxy.Type.HTTP,
                                new InetSocketAddress(
                                        server.get().host(), server.get().port()))
                        : Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // There is only the one proxy, so nothing follows from its failure.
    }

    /** Returns who answers when the proxy asks for a password, if one was given. */
    Optional<Authenticator> authenticator() {
        return server.flatMap(Server::userInfo).map(userInfo -> {
            String[] parts = userInfo.split(":", 2);
            return new Authenticator() {
                @Override
                protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                    // Never to a publisher: only the proxy gets the proxy's password.
                    return getRequestorType() == RequestorType.PROXY
                            ? new PasswordAuthentication(parts[0], (parts.length > 1 ? parts[1] : "").toCharArray())
                            : null;
                }
            };
        });
    }

    private static Server server(String name, String value) throws FetchException {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
                throw new FetchException(unusable(name));
            }
            int port = uri.getPort() < 0 ? DEFAULT_ENVIRONMENT_PORT : uri.getPort();
            return new Server(name, uri.getHost(), port, Optional.ofNullable(uri.getUserInfo()));
        } catch (URISyntaxException e) {
            throw new FetchException(unusable(name));
        }
    }

    /** The value is not repeated: it may hold a password. */
    private static String unusable(String name) {
        return "The environment variable " + name + " names no proxy that Java can use: only http://HOST:PORT and"
                + " http://USER:PASSWORD@HOST:PORT. Correct it, or set -Dhttps.proxyHost and -Dhttps.proxyPort.";
    }

    private boolean isDirect(String host) {
        return direct.stream().anyMatch(pattern -> matches(pattern, host.toLowerCase(Locale.ROOT)));
    }

    /** As curl does: a name also stands for what is below it. {@code *} at an end is Java's way to say the same. */
    private static boolean matches(String pattern, String host) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.endsWith("*")) {
            return host.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        String domain = pattern.startsWith("*") ? pattern.substring(1) : pattern;
        String name = domain.startsWith(".") ? domain.substring(1) : domain;
        return host.equals(name) || host.endsWith("." + name);
    }

    private static List<String> entries(String list, String separator) {
        return Stream.of(list.split(separator, -1))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }
}
