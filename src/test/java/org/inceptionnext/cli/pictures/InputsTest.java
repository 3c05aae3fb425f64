package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.cli.console.Failures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        for (String name :
                List.of("b.jpg", "a.PNG", "notes.txt", "sub/deep/c.webp", "sub/a.gif", ".hidden/d.jpg", ".e.jpg")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    @Test
    void folderGivesItsPicturesByNameWithoutHiddenOnesAndOtherFiles() throws IOException {
        assertThat(names(folder.toString())).containsExactly("a.PNG", "b.jpg", "sub/a.gif", "sub/deep/c.webp");
    }

    @Test
    void filesKeepTheOrderOfTheArgumentsAndAnyExtension() throws IOException {
        assertThat(names(folder + "/notes.txt", folder + "/b.jpg", folder + "/notes.txt"))
                .containsExactly("notes.txt", "b.jpg", "notes.txt");
    }

    @Test
    void unexpandedGlobsMatchAsAShellWould() throws IOException {
        assertThat(names(folder + "/*.{jpg,PNG}")).containsExactly("a.PNG", "b.jpg");
        assertThat(names(folder + "/s?b/*.gif")).containsExactly("sub/a.gif");
        assertThat(names(folder + "/**/*.[gw]*")).containsExactly("sub/a.gif", "sub/deep/c.webp");
        assertThat(names(folder + "/su*")).containsExactly("sub/a.gif", "sub/deep/c.webp");
    }

    @Test
    void fileWhoseNameLooksLikeAGlobIsThatFile() throws IOException {
        Files.writeString(folder.resolve("[1].jpg"), "one");
        assertThat(names(folder + "/[1].jpg")).containsExactly("[1].jpg");
    }

    @Test
    void linkBackUpIsWalkedOnce() throws IOException {
        Files.createSymbolicLink(folder.resolve("sub/up"), folder);
        assertThat(names(folder.toString())).containsExactly("a.PNG", "b.jpg", "sub/a.gif", "sub/deep/c.webp");
    }

    @Test
    void countEqualsWhatIteratingGives() {
        Inputs inputs = inputs(false, folder.toString(), "-", "missing.jpg", folder + "/*.nothing");
        assertThat(inputs.count()).isEqualTo(7);
    }

    @Test
    void whatCannotBeReadFailsInItsTurnAndSaysWhy() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path nothing = Files.createFile(folder.resolve("nothing.jpg"));
        assertThat(failures("missing.jpg", folder + "/*.tiff", empty.toString(), nothing.toString(), "", "a\0b"))
                .containsExactly(
                        "no such file: missing.jpg",
                        "no file matches this pattern",
                        "no picture in this folder (looked for bmp, gif, jfif, jpe, jpeg, jpg, png, webp)",
                        "empty: there is not one byte in it",
                        "an empty name",
                        "not a file name: Nul character not allowed");
    }

    @Test
    void dashIsStandardInput() throws IOException {
        Input input = inputs(false, "-").iterator().next();
        assertThat(input.name()).isEqualTo("-");
        assertThat(input.bytes()).isEqualTo("stdin".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void urlIsFetchedAndRedirectsAreFollowed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/cat.jpg");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/cat.jpg", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
            exchange.close();
        });
        server.createContext("/loop", exchange -> {
            exchange.getResponseHeaders().add("Location", "/loop");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/local", exchange -> {
            exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            String base = "http://" + server.getAddress().getHostString() + ":"
                    + server.getAddress().getPort();
            Input moved = inputs(false, base + "/moved").iterator().next();
            assertThat(moved.bytes()).containsExactly(1, 2, 3);
            assertThat(failures(base + "/none", base + "/loop", base + "/local"))
                    .containsExactly(
                            "the server answered HTTP 404",
                            "the server redirects more than 5 times",
                            "the server redirects to file:, which is not followed");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void offlineForbidsUrls() {
        Input input = inputs(true, "https://localhost/cat.jpg").iterator().next();
        assertThatThrownBy(input::bytes)
                .isInstanceOf(IOException.class)
                .hasMessage("a URL, and --offline forbids the network");
    }

    private static Inputs inputs(boolean offline, String... arguments) {
        return new Inputs(
                List.of(arguments), new ByteArrayInputStream("stdin".getBytes(StandardCharsets.UTF_8)), offline);
    }

    private List<String> names(String... arguments) throws IOException {
        List<String> names = new ArrayList<>();
        for (Input input : inputs(false, arguments)) {
            assertThat(input.bytes()).isNotEmpty();
            names.add(folder.relativize(Path.of(input.name())).toString());
        }
        return names;
    }

    private static List<String> failures(String... arguments) {
        List<String> messages = new ArrayList<>();
        for (Input input : inputs(false, arguments)) {
            try {
                input.bytes();
                messages.add("read " + input.name());
            } catch (IOException e) {
                messages.add(Failures.of(e).message());
            }
        }
        return messages;
    }
}
