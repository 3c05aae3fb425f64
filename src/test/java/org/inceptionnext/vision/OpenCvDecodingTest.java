package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where OpenCV reads a file otherwise than Pillow, and only there. */
class OpenCvDecodingTest {
    private static final List<String> READ_OTHERWISE = List.of("jpeg-exif6.jpg", "png-gray16.png");

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

    @Test
    void picturesAreTurnedUpright() throws IOException {
        Picture picture = VisionGoldens.picture("jpeg-exif6.jpg");
        assertThat(Sha256Hex.of(decode(picture).rgb()))
                .isEqualTo(picture.uprightRgbSha256().orElseThrow());
    }

    /** The rule is measured ({@code golden/vision/letterbox.md}); the pixels are the file's own, shifted. */
    @Test
    void gray16BecomesItsHighByte() throws IOException {
        Picture picture = VisionGoldens.picture("png-gray16.png");
        Raster stored =
                ImageIO.read(new ByteArrayInputStream(picture.encoded())).getRaster();
        Pixels decoded = decode(picture);
        int different = 0;
        for (int i = 0; i < decoded.rgb().length; i++) {
            int pixel = i / 3;
            int sample = stored.getSample(pixel % decoded.width(), pixel / decoded.width(), 0);
            different += (decoded.rgb()[i] & 0xff) == sample >> 8 ? 0 : 1;
        }
        assertThat(different).isZero();
        assertThat(decoded).isNotEqualTo(ImageDecoder.decode(picture.encoded(), DecodeOptions.DEFAULT));
    }

    private static Pixels decode(Picture picture) throws IOException {
        return ImageDecoder.decode(picture.encoded(), DecodeOptions.OPENCV);
    }
}
