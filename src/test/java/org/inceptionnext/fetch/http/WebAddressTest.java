package org.inceptionnext.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebAddressTest {
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        redirect("/moved", "/cat.png");
        redirect("/loop", "/loop");
        redirect("/local", "file:///etc/passwd");
        byte[] cat = Files.readAllBytes(Path.of("docs/images/cat.png"));
        server.createContext("/cat.png", exchange -> {
            exchange.sendResponseHeaders(200, cat.length);
            exchange.getResponseBody().write(cat);
            exchange.close();
        });
        server.start();
        base = "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void redirect(String path, String location) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Location", location);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    @Test
    void redirectsAreFollowed() throws IOException {
        try (InputStream in = WebAddress.open(URI.create(base + "/moved"))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(Path.of("docs/images/cat.png")));
        }
    }

    @Test
    void whatAServerDoesInsteadOfAnsweringIsSaid() {
        assertThatThrownBy(() -> WebAddress.open(URI.create(base + "/none")))
                .hasMessage("the server answered HTTP 404");
        assertThatThrownBy(() -> WebAddress.open(URI.create(base + "/loop")))
                .hasMessage("the server redirects more than 5 times");
        assertThatThrownBy(() -> WebAddress.open(URI.create(base + "/local")))
                .hasMessage("the server redirects to file:, which is not followed");
    }
}
