package org.inceptionnext.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.PictureException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSourceTest {
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
    void folderGivesItsPicturesByNameAndCountsWhatItPassesOver() throws IOException {
        Files.writeString(folder.resolve("x.avif"), "x");
        Files.writeString(folder.resolve("sub/y.AVIF"), "y");
        Files.writeString(folder.resolve("README"), "z");
        try (PictureWalk walk = PictureSource.of(List.of(folder.toString())).walk()) {
            assertThat(names(walk)).containsExactly("a.PNG", "b.jpg", "sub/a.gif", "sub/deep/c.webp");
            assertThat(walk.given()).isEqualTo(4);
            assertThat(walk.passedOver().byKind())
                    .containsOnly(
                            java.util.Map.entry("avif", 2L),
                            java.util.Map.entry("hidden", 2L),
                            java.util.Map.entry("txt", 1L),
                            java.util.Map.entry("without extension", 1L));
            assertThat(walk.passedOver().count()).isEqualTo(6);
        }
    }

    @Test
    void whatWasPassedOverIsASentence() {
        PassedOver.Counter counter = new PassedOver.Counter();
        assertThat(counter.counted()).hasToString("");
        counter.add("a.tiff");
        assertThat(counter.counted()).hasToString("1 file passed over: 1 tiff");
        counter.add("b.avif");
        counter.add("b.TIFF");
        counter.add("c.d.avif");
        counter.add("e.avif");
        assertThat(counter.counted()).hasToString("5 files passed over: 2 tiff, 3 avif");
    }

    @Test
    void extensionsOfStrangersDoNotFillTheMemory() {
        PassedOver.Counter counter = new PassedOver.Counter();
        for (int i = 0; i < 100_000; i++) {
            counter.add("file.x" + i);
        }
        assertThat(counter.counted().byKind()).hasSize(21).containsEntry("of other kinds", 99_980L);
    }

    @Test
    void filesKeepTheOrderOfTheNamesAndAnyExtension() throws IOException {
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
    void fileAddressIsThatFileOrFolder() throws IOException {
        Path spaced = Files.writeString(folder.resolve("sub/my cat.png"), "cat");
        assertThat(names(spaced.toUri().toString())).containsExactly("sub/my cat.png");
        assertThat(names(folder.resolve("sub/deep").toUri().toString())).containsExactly("sub/deep/c.webp");
        assertThat(failures("file://elsewhere/cat.jpg", "file:cat.jpg"))
                .allSatisfy(message -> assertThat(message).startsWith("not an address: "));
    }

    @Test
    void countAndIsOneAgreeWithTheWalk() {
        PictureSource source = PictureSource.of(List.of(folder.toString(), "-", "missing.jpg", folder + "/*.nothing"));
        assertThat(source.count()).isEqualTo(7);
        assertThat(source.isOne()).isFalse();
        assertThat(PictureSource.of(List.of(folder + "/sub/deep")).isOne()).isTrue();
        assertThat(PictureSource.of(List.of(folder + "/b.jpg")).isOne()).isTrue();
        assertThat(PictureSource.of(List.of()).isOne()).isFalse();
    }

    @Test
    void whatCannotBeReadFailsInItsTurnAndSaysWhy() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path nothing = Files.createFile(folder.resolve("nothing.jpg"));
        assertThat(failures(folder + "/*.tiff", empty.toString(), nothing.toString(), "", "a\0b", "http://[", "-"))
                .containsExactly(
                        "no file matches this pattern",
                        "no picture in this folder (looked for " + PictureNames.extensions() + ")",
                        "empty: there is not one byte in it",
                        "an empty name",
                        "not a file name: Nul character not allowed",
                        "not an address: Expected closing bracket for IPv6 address at index 8: http://[",
                        "standard input is not read here");
        Picture missing = first(PictureSource.of(List.of("missing.jpg")));
        assertThatThrownBy(missing::bytes)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("missing.jpg");
    }

    @Test
    void streamWithoutEndStopsAtTheLimit() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length;
            }
        };
        Picture picture = first(PictureSource.of(List.of("-")).withStandardInput(() -> endless));
        assertThatThrownBy(picture::bytes)
                .isInstanceOfSatisfying(PictureException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
                    assertThat(e.name()).isEqualTo("-");
                })
                .hasMessage("more than 256 MiB, which is no picture");
    }

    @Test
    void dashIsStandardInputAndAddressesGoThroughTheGivenWay() throws IOException {
        List<URI> asked = new ArrayList<>();
        PictureSource source = PictureSource.of(List.of("-", "HTTPS://example.org/cat.jpg?size=2"))
                .withStandardInput(() -> new ByteArrayInputStream("stdin".getBytes(StandardCharsets.UTF_8)))
                .withWeb(address -> {
                    asked.add(address);
                    return new ByteArrayInputStream(new byte[] {7});
                });
        try (PictureWalk walk = source.walk()) {
            assertThat(walk.next().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("stdin");
            Picture web = walk.next();
            assertThat(asked).isEmpty();
            assertThat(web.bytes()).containsExactly(7);
            assertThat(asked).containsExactly(URI.create("HTTPS://example.org/cat.jpg?size=2"));
        }
    }

    @Test
    void withoutAWayToTheWebAnAddressFailsInItsTurn() {
        assertThat(failures("https://localhost/cat.jpg"))
                .containsExactly("an address, and the network is not allowed here");
    }

    @Test
    void everyFormatThatIsDecodedIsTakenFromAFolder() {
        for (String name : List.of(
                "a.jpg", "a.JPEG", "a.jpe", "a.jfif", "a.mpo", "a.png", "a.gif", "a.bmp", "a.webp", "a.tif", "a.TIFF",
                "a.pnm", "a.pbm", "a.pgm", "a.ppm", "a.ico")) {
            assertThat(PictureNames.isPicture("folder.d/" + name)).as(name).isTrue();
        }
        for (String name : List.of(".jpg", "jpg", "a.jpg.txt", "a.avif", "a.", "")) {
            assertThat(PictureNames.isPicture(name)).as(name).isFalse();
        }
    }

    private static Picture first(PictureSource source) {
        try (PictureWalk walk = source.walk()) {
            return walk.next();
        }
    }

    private List<String> names(String... arguments) throws IOException {
        try (PictureWalk walk = PictureSource.of(List.of(arguments)).walk()) {
            return names(walk);
        }
    }

    private List<String> names(PictureWalk walk) throws IOException {
        List<String> names = new ArrayList<>();
        while (walk.hasNext()) {
            Picture picture = walk.next();
            assertThat(picture.bytes()).isNotEmpty();
            names.add(folder.relativize(Path.of(picture.name())).toString());
        }
        return names;
    }

    private static List<String> failures(String... arguments) {
        List<String> messages = new ArrayList<>();
        try (PictureWalk walk = PictureSource.of(List.of(arguments)).walk()) {
            while (walk.hasNext()) {
                Picture picture = walk.next();
                try {
                    picture.bytes();
                    messages.add("read " + picture.name());
                } catch (IOException e) {
                    messages.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return messages;
    }
}
