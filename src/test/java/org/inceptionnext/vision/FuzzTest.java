package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.vision.VisionGoldens.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files end in a picture or in an {@link ImageDecodingException}, never in another exception. */
class FuzzTest {
    private static final int ROUNDS = 25;
    private static final DecodeOptions OPTIONS =
            DecodeOptions.DEFAULT.withExif(true).withMaxPixels(1_000_000);

    static List<Picture> pictures() {
        return VisionGoldens.pictures();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void cutFilesAreRefusedOrDecoded(Picture picture) {
        byte[] encoded = picture.encoded();
        SplittableRandom random = new SplittableRandom(picture.name().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            check(Arrays.copyOf(encoded, random.nextInt(encoded.length)));
        }
    }

    /** Half of the flips fall into the first bytes, where the headers are. */
    @ParameterizedTest
    @MethodSource("pictures")
    void flippedBytesAreRefusedOrDecoded(Picture picture) {
        SplittableRandom random = new SplittableRandom(picture.name().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = picture.encoded();
            for (int flip = random.nextInt(4); flip >= 0; flip--) {
                int within = random.nextBoolean() ? Math.min(200, damaged.length) : damaged.length;
                damaged[random.nextInt(within)] = (byte) random.nextInt();
            }
            check(damaged);
        }
    }

    @Test
    void everyPrefixOfASmallFileIsRefusedOrDecoded() {
        byte[] encoded = VisionGoldens.picture("one-pixel.png").encoded();
        for (int length = 0; length < encoded.length; length++) {
            check(Arrays.copyOf(encoded, length));
        }
    }

    private static void check(byte[] bytes) {
        try {
            Pixels pixels = ImageDecoder.decode(bytes, "damaged", OPTIONS);
            assertThat((long) pixels.width() * pixels.height()).isLessThanOrEqualTo(OPTIONS.maxPixels());
        } catch (ImageDecodingException e) {
            assertThat(e.reason()).isNotEqualTo(ImageDecodingException.Reason.MISSING_DECODER);
            assertThat(e).hasMessageMatching("damaged: [^\\p{Cntrl}]+\\.");
        }
    }
}
