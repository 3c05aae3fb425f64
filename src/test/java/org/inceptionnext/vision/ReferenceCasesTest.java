package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files on which decoders disagree, each with what Pillow 13.0.0 (classify, and exif after {@code exif_transpose}) or OpenCV 5.0.0
 * (detect) makes of it: the SHA-256 of the RGB bytes, or a refusal. All of them, and 1800 more, are made by {@code
 * bench/interop/pictures/generate.py}, except those of a heading, which people ran into, and three with scan scripts of {@code
 * cjpeg}.
 */
class ReferenceCasesTest {
    private static final String ROOT = "/vision/cases/";

    static List<Case> cases() throws IOException {
        return new String(bytes("expected.csv"), StandardCharsets.UTF_8)
                .lines()
                .map(Case::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWhatTheReferenceMakesOfIt(Case expected) throws IOException {
        byte[] encoded = bytes(expected.file);
        if (expected.isRefused()) {
            assertThatThrownBy(() -> ImageDecoder.decode(encoded, expected.file, expected.options()))
                    .isInstanceOf(ImageDecodingException.class)
                    .hasMessageStartingWith(expected.file + ": ")
                    .hasMessageMatching("[^\\p{Cntrl}]+\\.");
            return;
        }
        Pixels pixels = ImageDecoder.decode(encoded, expected.file, expected.options());
        assertThat(pixels).hasToString("Pixels[" + expected.width + " x " + expected.height + "]");
        assertThat(Sha256Hex.of(pixels.rgb())).isEqualTo(expected.sha256);
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream stream = ReferenceCasesTest.class.getResourceAsStream(ROOT + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    /** One file and task. */
    record Case(String file, String task, int width, int height, String sha256, String what) {

        static Case of(String line) {
            String[] cells = line.split(",");
            return new Case(
                    cells[0], cells[1], Integer.parseInt(cells[2]), Integer.parseInt(cells[3]), cells[4], cells[5]);
        }

        boolean isRefused() {
            return sha256.equals("refused");
        }

        DecodeOptions options() {
            return switch (task) {
                case "classify" -> DecodeOptions.DEFAULT;
                case "exif" -> DecodeOptions.DEFAULT.withExif(true);
                default -> DecodeOptions.OPENCV;
            };
        }

        @Override
        public String toString() {
            return what + ": " + task + " " + file;
        }
    }
}
