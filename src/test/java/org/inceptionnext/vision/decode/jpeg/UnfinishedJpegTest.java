package org.inceptionnext.vision.decode.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage behind the first scan; what Pillow and OpenCV make of sound and broken files is in {@code ReferenceCasesTest}. */
class UnfinishedJpegTest {
    private static final String FIRST_SCAN = "/vision/cases/jpeg-progressive-gray-scans1.jpg";
    private static final byte[] END = marker(0xd9);

    @ParameterizedTest
    @CsvSource({
        "02, a marker 0x2 between its scans",
        "d8, a marker 0xd8 between its scans",
        "c2, a marker 0xc2 between its scans",
        "de, a marker 0xde between its scans"
    })
    void markersThatNoScanIsFollowedByAreRefused(String marker, String message) throws IOException {
        byte[] segment = {0, 2};
        assertRefused(behindFirstScan(marker(Integer.parseInt(marker, 16)), segment), message);
    }

    @ParameterizedTest
    @CsvSource({
        "0101000001, a scan header of another length than its components take",
        "0201000100000000, a scan that names a component twice",
        "010900000000, 'a scan of component 9, which the frame lacks'",
        "010100000100, 'a scan of coefficients 0 to 1, bits 0 to 0, of 1 components, which no progressive JPEG has'",
        "010100054000, 'a scan of coefficients 5 to 64, bits 0 to 0, of 1 components, which no progressive JPEG has'",
        "010100010542, 'a scan of coefficients 1 to 5, bits 4 to 2, of 1 components, which no progressive JPEG has'",
        "010133010500, a scan that needs a table which the file does not define"
    })
    void scanHeadersThatLibjpegRefusesAreRefused(String payload, String message) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(payload);
        byte[] length = {0, (byte) (bytes.length + 2)};
        assertRefused(behindFirstScan(marker(0xda), length, bytes), message);
    }

    @Test
    void commentsAndApplicationSegmentsBetweenScansAreSkipped() throws IOException {
        byte[] note = {0, 4, 'h', 'i'};
        byte[] file = behindFirstScan(marker(0xfe), note, marker(0xe5), note, marker(0xd3));
        assertThat(decode(file)).isEqualTo(decode(firstScan()));
    }

    @Test
    void scansWithoutEndAreBounded() throws IOException {
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0x10};
        byte[][] scans = new byte[1000][];
        Arrays.fill(scans, scan);
        assertRefused(behindFirstScan(scans), "a JPEG with more than 1000 scans, which is not decoded here");
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(ImageDecodingException.class)
                .hasMessageStartingWith("picture: a ")
                .hasMessageContaining(message);
    }

    private static Pixels decode(byte[] file) throws IOException {
        return ImageDecoder.decode(file, "picture", DecodeOptions.DEFAULT);
    }

    private static byte[] behindFirstScan(byte[]... parts) throws IOException {
        byte[] first = firstScan();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(first, 0, first.length - END.length);
        for (byte[] part : parts) {
            file.writeBytes(part);
        }
        file.writeBytes(END);
        return file.toByteArray();
    }

    private static byte[] firstScan() throws IOException {
        try (InputStream stream = UnfinishedJpegTest.class.getResourceAsStream(FIRST_SCAN)) {
            return Objects.requireNonNull(stream, FIRST_SCAN).readAllBytes();
        }
    }

    private static byte[] marker(int code) {
        return new byte[] {(byte) 0xff, (byte) code};
    }
}
