package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.inceptionnext.vision.VisionGoldens.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tolerance 0 against Pillow 13.0.0, torchvision 0.22.1 and timm 1.0.31 ({@code golden/vision}). */
class GoldenTest {
    private static final String CHROMA_440 = "jpeg-440.jpg";
    private static boolean turbo;

    static List<Picture> decodable() {
        return VisionGoldens.decodable();
    }

    /** All but the 4:4:0 JPEG where the JDK bundles libjpeg 6b, which repeats chroma rows instead of smoothing them. */
    static List<Picture> exactOnThisJdk() {
        return decodable().stream()
                .filter(picture -> turbo || !picture.name().equals(CHROMA_440))
                .toList();
    }

    @BeforeAll
    static void lookAtTheJdk() throws IOException {
        decode(VisionGoldens.picture(CHROMA_440));
        turbo = Libjpeg.isTurbo();
        System.out.println("JDK " + Runtime.version() + " has "
                + (turbo ? "libjpeg-turbo: 4:4:0 is exact" : "its bundled libjpeg: 4:4:0 is not exact"));
    }

    @Test
    void chroma440IsExactOrWithinTheBundledLibrarysError() throws IOException {
        Pixels pillows = ImageDecoder.decode(VisionGoldens.bytes("jpeg-440.decoded.png"), DecodeOptions.DEFAULT);
        Pixels ours = decode(VisionGoldens.picture(CHROMA_440));
        int max = 0;
        for (int i = 0; i < ours.rgb().length; i++) {
            max = Math.max(max, Math.abs((ours.rgb()[i] & 0xff) - (pillows.rgb()[i] & 0xff)));
        }
        System.out.println("4:4:0 against Pillow: largest difference " + max);
        assertThat(max).isBetween(0, turbo ? 0 : 75);
    }

    @Test
    void goldensAreAllThere() {
        assertThat(VisionGoldens.pictures()).hasSize(32);
        assertThat(decodable())
                .hasSize(29)
                .allSatisfy(picture -> assertThat(picture.results()).hasSize(6));
    }

    @ParameterizedTest
    @MethodSource("exactOnThisJdk")
    void decodedPixelsEqualPillows(Picture picture) throws IOException {
        assertThat(Sha256Hex.of(decode(picture).rgb())).isEqualTo(picture.rgbSha256());
    }

    @ParameterizedTest
    @MethodSource("exactOnThisJdk")
    void cropsEqualTimms(Picture picture) throws IOException {
        Pixels pixels = decode(picture);
        assertThat(picture.results()).allSatisfy(result -> {
            Pixels crop = transform(result, PassOrder.PILLOW_13).crop(pixels);
            assertThat(Sha256Hex.of(crop.rgb())).as(result.configuration()).isEqualTo(result.cropSha256());
        });
    }

    @ParameterizedTest
    @MethodSource("exactOnThisJdk")
    void cropsEqualThoseBeforePillow13(Picture picture) throws IOException {
        Pixels pixels = decode(picture);
        assertThat(picture.results()).allSatisfy(result -> {
            Pixels crop = transform(result, PassOrder.BEFORE_PILLOW_13).crop(pixels);
            assertThat(Sha256Hex.of(crop.rgb()))
                    .as(result.configuration())
                    .isEqualTo(result.cropSha256BeforePillow13());
        });
    }

    @ParameterizedTest
    @MethodSource("exactOnThisJdk")
    void tensorsEqualTimms(Picture picture) throws IOException {
        Pixels pixels = decode(picture);
        assertThat(picture.results()).allSatisfy(result -> {
            EvalTransform transform = transform(result, PassOrder.PILLOW_13);
            ByteBuffer tensor =
                    ByteBuffer.allocate(transform.elementCount() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            transform.apply(pixels, tensor.asFloatBuffer(), 0);
            assertThat(Sha256Hex.of(tensor.array())).as(result.configuration()).isEqualTo(result.tensorSha256());
        });
    }

    @Test
    void passOrderShowsInSixCrops() {
        List<Result> showing = decodable().stream()
                .flatMap(picture -> picture.results().stream())
                .filter(Result::passOrderShows)
                .toList();
        assertThat(showing).hasSize(6);
    }

    @Test
    void everyByteNormalizesToTorchsFloat() {
        JsonObject table = VisionGoldens.json("normalize-lut.json").getAsJsonObject("lut");
        Preprocessing one = VisionGoldens.configuration("224-875-bicubic");
        EvalTransform transform = EvalTransform.of(
                new Preprocessing(16, 16, 1, one.cropMode(), one.interpolation(), one.mean(), one.std()));
        byte[] rgb = new byte[3 * 256];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3);
        }
        float[] tensor = new float[transform.elementCount()];
        transform.normalize(new Pixels(16, 16, rgb), java.nio.FloatBuffer.wrap(tensor), 0);
        for (int channel = 0; channel < 3; channel++) {
            JsonArray expected = table.getAsJsonArray("rgb".substring(channel, channel + 1));
            for (int value = 0; value < 256; value++) {
                int bits = Float.floatToRawIntBits(tensor[channel * 256 + value]);
                assertThat(HexFormat.of().toHexDigits(bits))
                        .isEqualTo(expected.get(value).getAsString());
            }
        }
    }

    @Test
    void exifOptionTurnsThePictureUpright() throws IOException {
        Picture picture = VisionGoldens.picture("jpeg-exif6.jpg");
        Pixels upright = ImageDecoder.decode(picture.encoded(), DecodeOptions.DEFAULT.withExif(true));
        assertThat(upright).hasToString("Pixels[221 x 331]");
        assertThat(Sha256Hex.of(upright.rgb()))
                .isEqualTo(picture.uprightRgbSha256().orElseThrow());
    }

    private static Pixels decode(Picture picture) throws IOException {
        return ImageDecoder.decode(picture.encoded(), picture.name(), DecodeOptions.DEFAULT);
    }

    private static EvalTransform transform(Result result, PassOrder order) {
        return EvalTransform.of(VisionGoldens.configuration(result.configuration()), order);
    }
}
