package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSourcesTest {
    private HttpServer server;
    private String base;

    @TempDir
    Path folder;

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
    void offlineForbidsAddresses() {
        Outcome outcome = Outcome.of("classify", "--offline", base + "/cat.png");
        assertThat(outcome.err()).contains("an address, and --offline forbids the network");
        assertThat(outcome.exitCode()).isEqualTo(4);
    }

    @Test
    void refusedConnectionIsAFailureOfTheNetwork() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Outcome outcome = Outcome.of("classify", "http://127.0.0.1:" + port + "/cat.png");
        assertThat(outcome.err())
                .startsWith("inx: http://127.0.0.1:" + port + "/cat.png: no connection: ")
                .contains("What is in the way: inx doctor");
        assertThat(outcome.exitCode()).isEqualTo(4);
    }

    @Test
    void fileAddressIsThatFile() {
        String address = Path.of("docs/images/cat.png").toUri().toString();
        Outcome outcome = Outcome.of("classify", "-q", "-k1", address);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("cat");
    }

    @Test
    void filesThatAreNoPicturesAreCountedByKind() throws IOException {
        Files.copy(Path.of("docs/images/cat.png"), folder.resolve("cat.png"));
        for (String name : new String[] {"a.avif", "b.AVIF", "c.jp2", "README", ".hidden"}) {
            Files.writeString(folder.resolve(name), "x");
        }
        Outcome outcome = Outcome.of("classify", "--model", "inceptionnext_zepto", folder.toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err())
                .startsWith("5 files passed over: ")
                .contains("2 avif", "1 jp2", "1 without extension", "1 hidden")
                .hasLineCount(1);
        assertThat(Outcome.of("classify", "-q", folder.toString()).err()).isEmpty();
    }
}
