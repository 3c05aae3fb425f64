package org.inceptionnext.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.DetectionAugmenter.Augmented;
import org.junit.jupiter.api.Test;

class DetectionAugmenterTest {
    private static final int SIDE = 64;

    /** Black pictures with a white square, and the box of that square. */
    private static final class Squares implements DetectionAugmenter.Source {
        @Override
        public int count() {
            return 5;
        }

        @Override
        public Pixels pixels(int index) {
            Pixels picture = new Pixels(SIDE, 48, new byte[3 * SIDE * 48]);
            for (int y = 12; y < 36; y++) {
                for (int x = 8 * index; x < 8 * index + 24; x++) {
                    for (int c = 0; c < 3; c++) {
                        picture.rgb()[3 * (y * SIDE + x) + c] = (byte) 255;
                    }
                }
            }
            return picture;
        }

        @Override
        public float[] rows(int index) {
            return new float[] {index, (8 * index + 12) / 64f, 0.5f, 24 / 64f, 0.5f};
        }
    }

    private static Augmented made(DetectionAugmentation augmentation, int index, long seed) throws Exception {
        return new DetectionAugmenter(augmentation, new Squares(), SIDE).apply(index, new SplittableRandom(seed));
    }

    /** The share of a box that is bright. */
    private static double brightness(Pixels picture, float[] row, int at) {
        double sum = 0;
        int count = 0;
        for (int y = (int) Math.ceil((row[at + 2] - row[at + 4] / 2) * SIDE);
                y < Math.floor((row[at + 2] + row[at + 4] / 2) * SIDE);
                y++) {
            for (int x = (int) Math.ceil((row[at + 1] - row[at + 3] / 2) * SIDE);
                    x < Math.floor((row[at + 1] + row[at + 3] / 2) * SIDE);
                    x++) {
                sum += picture.rgb()[3 * (y * SIDE + x)] & 0xff;
                count++;
            }
        }
        return sum / count / 255;
    }

    @Test
    void boxesStayOnTheirObjects() throws Exception {
        int boxes = 0;
        for (DetectionAugmentation augmentation : new DetectionAugmentation[] {
            new DetectionAugmentation(0, 0, 0, 0, 0.1, 0.3, 0, 0, 0.5, 0.5, 0, 0),
            new DetectionAugmentation(0, 0, 0, 0, 0.1, 0.3, 0, 0, 0.5, 0.5, 1, 0)
        }) {
            for (int seed = 0; seed < 60; seed++) {
                Augmented made = made(augmentation, seed % 5, seed);
                for (int at = 0; at < made.rows().length; at += BoxedPixels.FIELDS) {
                    if (made.rows()[at + 3] > 0.1 && made.rows()[at + 4] > 0.1) {
                        assertThat(brightness(made.pixels(), made.rows(), at)).isGreaterThan(0.85);
                        boxes++;
                    }
                }
            }
        }
        assertThat(boxes).isGreaterThan(100);
    }

    @Test
    void equalGeneratorsGiveEqualPictures() throws Exception {
        DetectionAugmentation all =
                new DetectionAugmentation(0.1, 0.7, 0.4, 10, 0.1, 0.5, 5, 0.0005, 0.5, 0.5, 0.7, 0.5);
        for (int seed = 0; seed < 20; seed++) {
            Augmented one = made(all, 1, seed);
            Augmented other = made(all, 1, seed);
            assertThat(one.pixels()).isEqualTo(other.pixels());
            assertThat(one.rows()).isEqualTo(other.rows());
            assertThat(made(all, 1, seed + 100).pixels()).isNotEqualTo(one.pixels());
        }
    }

    @Test
    void withoutAugmentationAPictureIsLetterboxed() throws Exception {
        Augmented made = made(DetectionAugmentation.NONE, 0, 1);
        assertThat(made.pixels().rgb()[0]).isEqualTo((byte) 114);
        assertThat(made.rows()).containsExactly(new float[] {0, 12 / 64f, 0.5f, 24 / 64f, 24 / 64f}, within(2e-5f));
    }

    @Test
    void aFlipMirrorsPictureAndBoxes() throws Exception {
        Augmented made = made(new DetectionAugmentation(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0), 0, 1);
        assertThat(made.rows()[1]).isEqualTo(52 / 64f);
        assertThat(brightness(made.pixels(), made.rows(), 0)).isEqualTo(1);
    }

    @Test
    void aNumberOutOfRangeIsRefusedByItsName() {
        assertThatThrownBy(() -> new DetectionAugmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fliplr is 1.5; it must be 0 to 1.0");
    }
}
