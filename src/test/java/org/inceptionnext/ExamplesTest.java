package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code examples/}, compiled and run as a user would. */
class ExamplesTest {
    @TempDir
    Path folder;

    private Class<?> compiled(String name) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var files = compiler.getStandardFileManager(null, null, null);
        List<String> options =
                List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        Path source = Path.of("examples", name + ".java");
        boolean done = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                .call();
        assertThat(done).as(messages.toString()).isTrue();
        // Open until the test ends: its classes are loaded when they are first needed.
        URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass(name);
    }

    /** Three classes that differ in their colour, with noise. */
    private Path pictures() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Path photos = folder.resolve("photos");
        for (int label = 0; label < 3; label++) {
            Path own = Files.createDirectories(photos.resolve("class" + label));
            for (int i = 0; i < 15; i++) {
                BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 40 * 36; pixel++) {
                    int noise = random.nextInt(1 << 24) & 0x7f7f7f;
                    image.setRGB(pixel % 40, pixel / 40, noise | 0x80 << 8 * label);
                }
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
        return photos;
    }

    @Test
    void djlsOwnTrainerLearnsAFolderOfPictures() throws Exception {
        Path out = folder.resolve("trained");
        Object accuracy = compiled("TrainWithDjl")
                .getMethod("train", Path.class, Path.class, int.class)
                .invoke(null, pictures(), out, 4);

        assertThat((float) accuracy).isGreaterThan(0.8f);
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly("inceptionnext_zepto-0004.params");
        }
    }
}
