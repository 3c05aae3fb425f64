package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.inceptionnext.vision.ImageDecodingException.Reason;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that ImageIO decoded: 25 of the 29 goldens keep Pillow's pixels, as {@code golden/vision} says. */
class StoredSamplesTest {
    private static final Set<String> NOT_KEPT =
            Set.of("jpeg-icc.jpg", "jpeg-nojfif-ids012.jpg", "webp-lossy.webp", "webp-lossless.webp");

    static List<Picture> kept() {
        return VisionGoldens.decodable().stream()
                .filter(picture -> !NOT_KEPT.contains(picture.name()))
                .toList();
    }

    @Test
    void twentyFiveGoldensAreKept() {
        assertThat(kept()).hasSize(25);
    }

    @ParameterizedTest
    @MethodSource("kept")
    void imageIosSamplesEqualPillows(Picture picture) throws IOException {
        assertThat(ImageDecoder.storedSamples(imageIo(picture))).isEqualTo(exact(picture));
    }

    @Test
    void profileThatImageIoAppliedStaysApplied() throws IOException {
        Difference difference = Difference.between("jpeg-icc.jpg");
        System.out.println("jpeg-icc.jpg through ImageIO: " + difference);
        assertThat(difference.max).isEqualTo(225);
        assertThat(difference.mean).isCloseTo(64.64, within(0.01));
    }

    @Test
    void colourSpaceThatImageIoGuessedStaysGuessed() throws IOException {
        Difference difference = Difference.between("jpeg-nojfif-ids012.jpg");
        System.out.println("jpeg-nojfif-ids012.jpg through ImageIO: " + difference);
        assertThat(difference.max).isEqualTo(161);
        assertThat(difference.mean).isCloseTo(44.51, within(0.01));
    }

    /** The JDK reads no WebP. With {@code webp-imageio} on the class path, as in these tests, ImageIO does, exactly. */
    @Test
    void webpIsKeptWhereWebpImageioIsOnTheClassPath() throws IOException {
        for (String name : List.of("webp-lossy.webp", "webp-lossless.webp")) {
            assertThat(Difference.between(name)).isEqualTo(new Difference(0, 0));
        }
    }

    @Test
    void pixelsComeBackFromABufferedImage() throws IOException {
        Pixels pixels = exact(VisionGoldens.picture("jpeg-420.jpg"));
        assertThat(ImageDecoder.storedSamples(pixels.toBufferedImage())).isEqualTo(pixels);
    }

    @Test
    void partOfAnImageIsReadFromItsOwnOrigin() throws IOException {
        Pixels pixels = exact(VisionGoldens.picture("bmp-24.bmp"));
        Pixels part = ImageDecoder.storedSamples(pixels.toBufferedImage().getSubimage(7, 5, 3, 2));
        assertThat(part).hasToString("Pixels[3 x 2]");
        for (int y = 0; y < 2; y++) {
            for (int i = 0; i < 9; i++) {
                assertThat(part.rgb()[y * 9 + i]).isEqualTo(pixels.rgb()[((5 + y) * 101 + 7) * 3 + i]);
            }
        }
    }

    @Test
    void floatingPointSamplesAreRefused() {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        BufferedImage image = new BufferedImage(model, model.createCompatibleWritableRaster(2, 2), false, null);
        assertThatThrownBy(() -> ImageDecoder.storedSamples(image))
                .isInstanceOfSatisfying(
                        ImageDecodingException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessage("picture: an image with 1 colours of data type 4 (ComponentColorModel)."
                        + " Convert it to BufferedImage.TYPE_3BYTE_BGR.");
    }

    private static Pixels exact(Picture picture) throws IOException {
        return ImageDecoder.decode(picture.encoded(), picture.name(), DecodeOptions.DEFAULT);
    }

    private static BufferedImage imageIo(Picture picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.encoded()));
        assertThat(image).isNotNull();
        return image;
    }

    /** How far two pictures are apart, in grey levels. */
    private record Difference(int max, double mean) {

        static Difference between(String name) throws IOException {
            Picture picture = VisionGoldens.picture(name);
            byte[] a = ImageDecoder.storedSamples(imageIo(picture)).rgb();
            byte[] b = exact(picture).rgb();
            int max = 0;
            long sum = 0;
            for (int i = 0; i < a.length; i++) {
                int difference = Math.abs((a[i] & 0xff) - (b[i] & 0xff));
                max = Math.max(max, difference);
                sum += difference;
            }
            return new Difference(max, (double) sum / a.length);
        }
    }
}
