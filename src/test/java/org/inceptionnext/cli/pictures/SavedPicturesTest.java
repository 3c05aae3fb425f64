package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SavedPicturesTest {
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    /** A PNG of it has more than 12 KiB. */
    private static Pixels noise() {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        new Random(1).nextBytes(rgb);
        return new Pixels(SIDE, SIDE, rgb);
    }

    /** Saves one picture in a process of its own, which may be allowed less than the picture needs. */
    public static void main(String[] arguments) throws IOException {
        try {
            new SavedPictures(Path.of(arguments[0])).save("cat.jpg", noise());
        } catch (OutputException e) {
            System.out.print(e.getMessage());
        }
    }

    @Test
    void writesWholePicturesOverNoFile() throws IOException {
        Files.writeString(folder.resolve("cat.png"), "somebody's");
        SavedPictures saved = new SavedPictures(folder);
        assertThat(saved.save("photos/cat.jpg", noise())).isEqualTo(folder.resolve("cat-2.png"));
        assertThat(saved.save("https://example.org/cat.jpg?w=1", noise())).isEqualTo(folder.resolve("cat-3.png"));
        assertThat(folder.resolve("cat.png")).hasContent("somebody's");
        assertThat(ImageIO.read(folder.resolve("cat-3.png").toFile()).getWidth())
                .isEqualTo(SIDE);
        assertThat(Files.list(folder)).hasSize(3);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pictureThatDoesNotFitOnTheDiskIsNotLeftInPart() throws Exception {
        Process process = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        "ulimit -f 8; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavedPicturesTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(folder + " could not be written: File too large");
        assertThat(process.waitFor()).isZero();
        assertThat(folder).isEmptyDirectory();
    }
}
