package org.inceptionnext.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifOrientationTest {

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
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, value);
        Pixels turned = ExifOrientation.ofTiff(tiff, 0, tiff.length).upright(letters());
        assertThat(rows(turned)).isEqualTo(upright);
    }

    @Test
    void bothByteOrdersAreRead() {
        byte[] tiff = tiff(ByteOrder.BIG_ENDIAN, 6);
        assertThat(ExifOrientation.ofTiff(tiff, 0, tiff.length)).isEqualTo(ExifOrientation.QUARTER_TURN_CLOCKWISE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65535})
    void unknownValuesMeanUpright(int value) {
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, value);
        assertThat(ExifOrientation.ofTiff(tiff, 0, tiff.length)).isEqualTo(ExifOrientation.UPRIGHT);
    }

    @Test
    void cutDirectoriesMeanUpright() {
        byte[] tiff = tiff(ByteOrder.LITTLE_ENDIAN, 6);
        for (int length = 0; length < tiff.length; length++) {
            assertThat(ExifOrientation.ofTiff(tiff, 0, length)).isEqualTo(ExifOrientation.UPRIGHT);
        }
    }

    private static byte[] tiff(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 2 * 12).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(3);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
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
