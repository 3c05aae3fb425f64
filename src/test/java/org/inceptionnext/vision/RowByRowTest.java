package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A picture that is resized while it is decoded against the same decoded first. Tolerance 0. */
class RowByRowTest {
    private static final EvalTransform CROP = crop(96, CropMode.CENTER);
    private static final List<DecodeOptions> OPTIONS =
            List.of(DecodeOptions.DEFAULT, DecodeOptions.DEFAULT.withExif(true), DecodeOptions.OPENCV);

    static List<VisionGoldens.Picture> pictures() {
        return VisionGoldens.decodable();
    }

    static List<VisionGoldens.Picture> refused() {
        return VisionGoldens.pictures().stream()
                .filter(VisionGoldens.Picture::refused)
                .toList();
    }

    private static EvalTransform crop(int side, CropMode mode) {
        return EvalTransform.of(new Preprocessing(
                side, side, 0.875, mode, Interpolation.BICUBIC, List.of(.5, .4, .3), List.of(.2, .3, .4)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyGoldenPictureGivesTheSameNumbers(VisionGoldens.Picture picture) throws ImageDecodingException {
        for (DecodeOptions options : OPTIONS) {
            Pixels decoded;
            try {
                decoded = ImageDecoder.decode(picture.encoded(), picture.name(), options);
            } catch (ImageDecodingException e) {
                // OpenCV reads fewer than Pillow.
                assertThatThrownBy(() -> numbers(picture.encoded(), options)).hasMessage(e.getMessage());
                continue;
            }
            assertThat(numbers(picture.encoded(), options)).as("%s", options).isEqualTo(numbers(decoded));
            assertThat(Letterbox.square(96).apply(picture.encoded(), picture.name(), options))
                    .as("%s", options)
                    .isEqualTo(framed(Letterbox.square(96), decoded));
        }
    }

    private static float[] numbers(Pixels picture) {
        float[] numbers = new float[CROP.elementCount()];
        CROP.apply(picture, FloatBuffer.wrap(numbers), 0);
        return numbers;
    }

    private static float[] numbers(byte[] encoded, DecodeOptions options) throws ImageDecodingException {
        float[] numbers = new float[CROP.elementCount()];
        CROP.apply(encoded, "picture", options, FloatBuffer.wrap(numbers), 0);
        return numbers;
    }

    private static Letterbox.Framed framed(Letterbox letterbox, Pixels picture) {
        return new Letterbox.Framed(letterbox.geometry(picture.width(), picture.height()), letterbox.apply(picture));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsRefusedIsRefusedAlike(VisionGoldens.Picture picture) {
        ImageDecodingException decoding =
                catchDecoding(() -> ImageDecoder.decode(picture.encoded(), "picture", DecodeOptions.DEFAULT));
        assertThatThrownBy(() -> numbers(picture.encoded(), DecodeOptions.DEFAULT))
                .isInstanceOf(ImageDecodingException.class)
                .hasMessage(decoding.getMessage());
        assertThatThrownBy(() -> Letterbox.square(96).apply(picture.encoded(), "picture", DecodeOptions.DEFAULT))
                .isInstanceOf(ImageDecodingException.class)
                .hasMessage(decoding.getMessage());
    }

    private interface Decoding {
        Pixels run() throws ImageDecodingException;
    }

    private static ImageDecodingException catchDecoding(Decoding decoding) {
        try {
            throw new AssertionError("decoded: " + decoding.run());
        } catch (ImageDecodingException e) {
            return e;
        }
    }

    /** Same size, halves, enlarged, shrunk by odd and by whole factors, portraits (whose vertical pass comes first), single rows. */
    @ParameterizedTest
    @CsvSource({
        "96, 96",
        "192, 192",
        "192, 144",
        "20, 30",
        "1, 1",
        "1, 300",
        "300, 1",
        "2, 7",
        "97, 95",
        "400, 300",
        "300, 400",
        "288, 288",
        "60, 700",
        "700, 60",
        "511, 513"
    })
    void everySizeGivesTheSame(int width, int height) throws IOException {
        byte[] jpeg = jpeg(width, height);
        Pixels decoded = ImageDecoder.decode(jpeg, DecodeOptions.DEFAULT);
        for (CropMode mode : CropMode.values()) {
            EvalTransform transform = crop(96, mode);
            float[] expected = new float[transform.elementCount()];
            float[] actual = new float[transform.elementCount()];
            transform.apply(decoded, FloatBuffer.wrap(expected), 0);
            transform.apply(jpeg, "photo", DecodeOptions.DEFAULT, FloatBuffer.wrap(actual), 0);
            assertThat(actual).as("%s", mode).isEqualTo(expected);
        }
        for (Letterbox letterbox : List.of(
                Letterbox.square(96),
                Letterbox.square(96).withAuto(32),
                Letterbox.square(96).withScaleUp(false))) {
            assertThat(letterbox.apply(jpeg, "photo", DecodeOptions.OPENCV))
                    .as("%s", letterbox)
                    .isEqualTo(framed(letterbox, ImageDecoder.decode(jpeg, DecodeOptions.OPENCV)));
        }
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        SplittableRandom random = new SplittableRandom(width * 1000L + height);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }

    /** 4.3 MB of pixels: what is allocated on the way must not have room for them. */
    @Test
    void aPhotoIsNeverInMemoryAsAWhole() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] jpeg = jpeg(1600, 900);
        long allowed = 3L * 1600 * 900 + jpeg.length;
        numbers(jpeg, DecodeOptions.DEFAULT);
        long before = threads.getCurrentThreadAllocatedBytes();
        numbers(jpeg, DecodeOptions.DEFAULT);
        long cropping = threads.getCurrentThreadAllocatedBytes() - before;
        Letterbox.square(96).apply(jpeg, "photo", DecodeOptions.OPENCV);
        long letterboxing = threads.getCurrentThreadAllocatedBytes() - before - cropping;
        System.out.printf("1600 x 900 allocates %,d bytes cropped, %,d letterboxed%n", cropping, letterboxing);
        assertThat(cropping).isLessThan(allowed);
        assertThat(letterboxing).isLessThan(allowed);
    }
}
