package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Progressive JPEGs that hold their first scan only: a sound file to every decoder, smoothed by libjpeg, and by each libjpeg
 * otherwise. What is allowed is what was measured of libjpeg-turbo 2.1.5 and of libjpeg 6b against Pillow's libjpeg-turbo 3.2.0.
 */
class IncompleteProgressiveJpegTest {

    @ParameterizedTest
    @CsvSource({"jpeg-first-scan.jpg,3,49", "jpeg-first-scan-444.jpg,0,58"})
    void differsByNoMoreThanItsLibjpegDoes(String name, int allowedTurbo, int allowed6b) throws IOException {
        Pixels decoded = ImageDecoder.decode(bytes(name), DecodeOptions.DEFAULT);
        Pixels right = ImageDecoder.decode(bytes(name + ".right.png"), DecodeOptions.DEFAULT);
        assertThat(decoded).hasToString(right.toString());
        int largest = 0;
        for (int i = 0; i < right.rgb().length; i++) {
            largest = Math.max(largest, Math.abs((decoded.rgb()[i] & 0xff) - (right.rgb()[i] & 0xff)));
        }
        assertThat(largest).isLessThanOrEqualTo(Libjpeg.isTurbo() ? allowedTurbo : allowed6b);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream stream = IncompleteProgressiveJpegTest.class.getResourceAsStream("/vision/cases/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }
}
