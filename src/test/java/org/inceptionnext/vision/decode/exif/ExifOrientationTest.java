package org.inceptionnext.vision.decode.exif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifOrientationTest {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int BYTE = 1;

    /** What Pillow's {@code ImageOps.exif_transpose} makes of the rows {@code abc} and {@code def}. */
    @ParameterizedTest
    @CsvSource({
        "1,abc/def",
        "2,cba/fed",
        "3,fed/cba",
        "4,def/abc",
        "5,ad/be/cf",
        "6,da/eb/fc",
        "7,fc/eb/da",
        "8,cf/be/ad"
    })
    void everyValueTurnsThePictureUpright(int value, String upright) {
        assertThat(rows(ExifOrientation.ofValue(value).upright(letters()))).isEqualTo(upright);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1, 65535})
    void unknownValuesMeanUpright(int value) {
        assertThat(ExifOrientation.ofValue(value)).isEqualTo(ExifOrientation.UPRIGHT);
    }

    @Test
    void shortsOfBothByteOrdersAreReadAlike() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            byte[] tiff = tiff(order, SHORT, 6);
            assertThat(PillowExif.orientation(tiff)).hasValue(6);
            assertThat(OpenCvExif.orientation(tiff, 0, tiff.length)).hasValue(6);
        }
    }

    @Test
    void bigEndianLongIsSixForPillowAndZeroForOpenCv() {
        byte[] tiff = tiff(ByteOrder.BIG_ENDIAN, LONG, 6);
        assertThat(PillowExif.orientation(tiff)).hasValue(6);
        assertThat(OpenCvExif.orientation(tiff, 0, tiff.length)).hasValue(0);
    }

    @Test
    void byteIsNoNumberForPillow() {
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, BYTE, 6);
        assertThat(PillowExif.orientation(tiff)).isEmpty();
        assertThat(OpenCvExif.orientation(tiff, 0, tiff.length)).hasValue(6);
    }

    @Test
    void cutDirectoriesSayNothing() {
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, SHORT, 6);
        for (int length = 0; length < tiff.length; length++) {
            assertThat(PillowExif.orientation(Arrays.copyOf(tiff, length))).isEqualTo(OptionalInt.empty());
            assertThat(OpenCvExif.orientation(tiff, 0, length)).isEqualTo(OptionalInt.empty());
        }
    }

    @Test
    void xmpSaysItAsAttributeAndAsElement() {
        assertThat(xmp("<rdf:Description tiff:Orientation=\"6\"/>")).hasValue(6);
        assertThat(xmp("<tiff:Orientation>8</tiff:Orientation>")).hasValue(8);
        assertThat(xmp("<tiff:Orientation />")).isEmpty();
    }

    private static OptionalInt xmp(String packet) {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        return XmpOrientation.find(bytes, 0, bytes.length);
    }

    private static byte[] tiff(ByteOrder order, int type, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 2 * 12).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0100).putShort((short) LONG).putInt(1).putInt(3);
        tiff.putShort((short) 0x0112).putShort((short) type).putInt(1);
        switch (type) {
            case BYTE -> tiff.put((byte) orientation);
            case SHORT -> tiff.putShort((short) orientation);
            default -> tiff.putInt(orientation);
        }
        return tiff.array();
    }

    private static Pixels letters() {
        return new Pixels(3, 2, "aaabbbcccdddeeefff".getBytes(StandardCharsets.US_ASCII));
    }

    private static String rows(Pixels pixels) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < pixels.width() * pixels.height(); i++) {
            rows.append(i > 0 && i % pixels.width() == 0 ? "/" : "").append((char) pixels.rgb()[3 * i]);
        }
        return rows.toString();
    }
}
