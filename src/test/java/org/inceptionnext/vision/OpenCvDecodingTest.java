package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where OpenCV reads a file otherwise than Pillow, and only there. */
class OpenCvDecodingTest {
    private static final List<String> READ_OTHERWISE = List.of(
            "jpeg-exif6.jpg", "png-gray16.png", "jpeg-cmyk-adobe.jpg", "jpeg-ycck-adobe.jpg", "jpeg-cmyk-nomarker.jpg");

    static List<Picture> readAlike() {
        return VisionGoldens.decodable().stream()
                .filter(picture -> !READ_OTHERWISE.contains(picture.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("readAlike")
    void otherPicturesAreThoseOfPillow(Picture picture) throws IOException {
        assertThat(decode(picture)).isEqualTo(ImageDecoder.decode(picture.encoded(), DecodeOptions.DEFAULT));
    }

    /** The hashes are those of {@code cv2.imread} 5.0.0. */
    @ParameterizedTest
    @CsvSource({
        "jpeg-exif6.jpg,16a2aaff2fda50859692b189ad3912d151ce2527a040c7cfcd5e4cafc4652825",
        "png-gray16.png,31e132ab4feb88677689c34e35e30d9b30170a89f368d4f796a32f33ec02c10f",
        "jpeg-cmyk-adobe.jpg,ff09b1b0d2d6931bd2bd88e2b903ab8a3d46539688ecbb355c8179c0808b537d",
        "jpeg-ycck-adobe.jpg,284c118cb16bd010950f3569918e61376f94faf345739c746d753f9c779ab077",
        "jpeg-cmyk-nomarker.jpg,ff09b1b0d2d6931bd2bd88e2b903ab8a3d46539688ecbb355c8179c0808b537d"
    })
    void picturesThatAreReadOtherwiseAreThoseOfOpenCv(String name, String rgbSha256) throws IOException {
        assertThat(Sha256Hex.of(decode(VisionGoldens.picture(name)).rgb())).isEqualTo(rgbSha256);
    }

    private static Pixels decode(Picture picture) throws IOException {
        return ImageDecoder.decode(picture.encoded(), DecodeOptions.OPENCV);
    }
}
