package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;

/**
 * TwelveMonkeys' JPEG plug-in (imageio-jpeg 3.12.0), which applications have on their class path, and which then is the first reader
 * that ImageIO offers: ours must go on with the JDK's.
 */
class ForeignPluginTest {
    private static final Path PLUGIN =
            Path.of(System.getProperty("basedir", ""), "target", "foreign-plugins", "imageio-jpeg.jar");

    @Test
    void jpegPixelsStayTheSameBesideTwelveMonkeys() throws IOException {
        assertThat(PLUGIN).as("copied by mvn process-test-resources").isRegularFile();

        ChildJvm.Result beside = ChildJvm.runBehind(PLUGIN, Jpegs.class, List.of());

        assertThat(beside.exitCode()).as(beside.err()).isZero();
        List<String> lines = beside.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReader");
        assertThat(lines.subList(1, lines.size())).hasSizeGreaterThan(40).isEqualTo(Jpegs.pixels());
        assertThat(Jpegs.firstReader()).startsWith("com.sun.imageio.plugins.jpeg.");
    }

    /** What runs in the other process. */
    public static final class Jpegs {
        private Jpegs() {}

        /** Prints the reader that ImageIO offers, and what each JPEG of the goldens and the cases is decoded to. */
        public static void main(String[] args) throws IOException {
            System.out.println(firstReader());
            pixels().forEach(System.out::println);
        }

        static String firstReader() throws IOException {
            byte[] jpeg = VisionGoldens.decodable().stream()
                    .filter(picture -> picture.name().endsWith(".jpg"))
                    .findFirst()
                    .orElseThrow()
                    .encoded();
            ImageReader reader = ImageIO.getImageReaders(ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg)))
                    .next();
            return reader.getClass().getName();
        }

        static List<String> pixels() throws IOException {
            List<String> lines = new ArrayList<>();
            for (VisionGoldens.Picture picture : VisionGoldens.pictures()) {
                if (picture.name().endsWith(".jpg")) {
                    lines.add(picture.name() + " " + result(picture.name(), picture.encoded()));
                }
            }
            TreeSet<String> names = new TreeSet<>();
            ReferenceCasesTest.cases().forEach(expected -> names.add(expected.file()));
            for (String name : names) {
                if (name.endsWith(".jpg") || name.endsWith(".tif")) {
                    lines.add(name + " " + result(name, ReferenceCasesTest.bytes(name)));
                }
            }
            return lines;
        }

        private static String result(String name, byte[] bytes) {
            try {
                return Sha256Hex.of(
                        ImageDecoder.decode(bytes, name, DecodeOptions.DEFAULT).rgb());
            } catch (ImageDecodingException e) {
                return e.toString();
            }
        }
    }
}
