package org.inceptionnext.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.VisionGoldens;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changed pictures beside those of torchvision 0.22.1 and timm 1.0.31 on Pillow 13.0.0, bit for bit. */
class AugmentGoldensTest {
    private static final byte[] FILL = {124, 116, 104};

    static List<String> jitter() throws IOException {
        return lines("jitter.csv");
    }

    static List<String> operations() throws IOException {
        return lines("operations.csv");
    }

    static List<String> crops() throws IOException {
        return lines("crops.csv");
    }

    static List<String> levels() throws IOException {
        return lines("levels.csv");
    }

    /** {@code golden/vision/augment.json}. */
    @ParameterizedTest
    @MethodSource("jitter")
    void colourChangeIsPillows(String line) throws IOException {
        String[] cells = line.split(",");
        ColourChange change = ColourChange.valueOf(cells[1].toUpperCase(Locale.ROOT));
        Pixels changed = change.apply(picture(cells[0]), Double.parseDouble(cells[2]));
        assertThat(Sha256Hex.of(changed.rgb())).isEqualTo(cells[3]);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void randAugmentsOperationIsTimms(String line) throws IOException {
        String[] cells = line.split(",");
        RandAugmentOperation operation = RandAugmentOperation.valueOf(cells[1]);
        Pixels changed =
                operation.apply(picture(cells[0]), Double.parseDouble(cells[2]), Interpolation.valueOf(cells[3]), FILL);
        assertThat(Sha256Hex.of(changed.rgb())).isEqualTo(cells[4]);
    }

    @ParameterizedTest
    @MethodSource("crops")
    void resizedPartIsTorchvisions(String line) throws IOException {
        String[] cells = line.split(",");
        Rectangle part = new Rectangle(number(cells[1]), number(cells[2]), number(cells[3]), number(cells[4]));
        Pixels resized = RandomResizedCrop.resized(
                picture(cells[0]), part, number(cells[5]), number(cells[6]), Interpolation.valueOf(cells[7]));
        assertThat(Sha256Hex.of(resized.rgb())).isEqualTo(cells[8]);
    }

    @ParameterizedTest
    @MethodSource("levels")
    void levelMeansWhatItMeansToTimm(String line) {
        String[] cells = line.split(",");
        double argument = RandAugmentOperation.valueOf(cells[0])
                .argument(Double.parseDouble(cells[1]), cells[2].equals("1"), cells[3].equals("1"));
        assertThat(argument).isEqualTo(Double.parseDouble(cells[4]));
    }

    private static int number(String cell) {
        return Integer.parseInt(cell);
    }

    private static Pixels picture(String source) throws IOException {
        String name = source.endsWith(".jpg") || source.endsWith(".png")
                ? source
                : VisionGoldens.pictures().stream()
                        .map(VisionGoldens.Picture::name)
                        .filter(candidate -> candidate.startsWith(source + "."))
                        .findFirst()
                        .orElseThrow();
        return ImageDecoder.decode(VisionGoldens.picture(name).encoded(), DecodeOptions.DEFAULT);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = AugmentGoldensTest.class.getResourceAsStream("/vision/augment/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
