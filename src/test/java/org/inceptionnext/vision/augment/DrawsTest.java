package org.inceptionnext.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;

/** What is drawn: its ranges, and that the same generator draws the same again. */
class DrawsTest {
    private static final int DRAWS = 2000;

    @Test
    void cropsLieInThePictureAndHaveTheirAreaAndRatio() {
        SplittableRandom random = new SplittableRandom(1);
        double areas = 0;
        for (int i = 0; i < 10 * DRAWS; i++) {
            Rectangle part = RandomResizedCrop.IMAGENET.draw(500, 375, random);
            assertThat(part.left()).isBetween(0, 500 - part.width());
            assertThat(part.top()).isBetween(0, 375 - part.height());
            assertThat((double) part.width() / part.height()).isBetween(0.74, 1.35);
            areas += part.area() / (500.0 * 375);
        }
        // The mean of 40,000 draws of timm 1.0.31 is 0.4304, and the deviation of one draw 0.2156: 0.0015 of 20,000.
        assertThat(areas / (10 * DRAWS)).isCloseTo(0.4304, within(0.006));
    }

    @Test
    void picturesWithoutAFittingPartAreCutInTheMiddle() {
        RandomResizedCrop whole = RandomResizedCrop.IMAGENET.withAreas(1, 1);
        assertThat(whole.draw(1000, 10, new SplittableRandom(1))).isEqualTo(new Rectangle(493, 0, 13, 10));
        assertThat(whole.central(10, 1000)).isEqualTo(new Rectangle(0, 493, 10, 13));
        assertThat(whole.central(100, 90)).isEqualTo(new Rectangle(0, 0, 100, 90));
    }

    @Test
    void rangesThatAreEmptyAreRefused() {
        assertThatThrownBy(() -> new RandomResizedCrop(0.5, 0.1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("areas of 0.5 to 0.1 and ratios of 1.0 to 1.0; ranges above 0 are needed");
    }

    @Test
    void sameGeneratorDrawsTheSame() {
        assertThat(everything(new SplittableRandom(42))).isEqualTo(everything(new SplittableRandom(42)));
        assertThat(everything(new SplittableRandom(42))).isNotEqualTo(everything(new SplittableRandom(43)));
    }

    private static List<Object> everything(SplittableRandom random) {
        return List.of(
                RandomResizedCrop.IMAGENET.draw(500, 375, random),
                new ColourJitter(0.4).draw(random),
                RandAugment.M9_MSTD05_INC1.draw(random),
                new RandomErasing(1, RandomErasing.Fill.NOISE, 3).draw(224, 224, random),
                BatchMix.draw(0.8, 1, 224, 224, random));
    }

    @Test
    void jitterTakesEachChangeOnceWithAFactorInItsRange() {
        SplittableRandom random = new SplittableRandom(2);
        Map<ColourChange, Integer> first = new EnumMap<>(ColourChange.class);
        for (int i = 0; i < DRAWS; i++) {
            List<ColourJitter.Step> steps = new ColourJitter(0.4).draw(random);
            assertThat(steps.stream().map(ColourJitter.Step::change)).containsExactlyInAnyOrder(ColourChange.values());
            assertThat(steps).allMatch(step -> step.factor() >= 0.6 && step.factor() <= 1.4);
            first.merge(steps.get(0).change(), 1, Integer::sum);
        }
        assertThat(first.values()).allMatch(count -> Math.abs(count - DRAWS / 3) < 100);
    }

    @Test
    void randAugmentAppliesHalfOfWhatItChooses() {
        SplittableRandom random = new SplittableRandom(3);
        int applied = 0;
        for (int i = 0; i < DRAWS; i++) {
            applied += RandAugment.M9_MSTD05_INC1.draw(random).size();
        }
        assertThat((double) applied / DRAWS).isCloseTo(1.0, within(0.07));
    }

    @Test
    void erasedBoxesLieInThePictureAndHoldNothingElse() {
        RandomErasing erasing = new RandomErasing(1, RandomErasing.Fill.CONSTANT, 1);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 50; i++) {
            List<Rectangle> boxes = erasing.draw(40, 30, random);
            assertThat(boxes).hasSize(1);
            Rectangle box = boxes.get(0);
            assertThat(box.area() / 1200.0).isBetween(0.01, 0.37);
            float[] values = new float[2 * 3 * 1200];
            Arrays.fill(values, 7);
            erasing.erase(FloatBuffer.wrap(values), 3600, 40, 30, boxes, random);
            int erased = 0;
            for (int at = 0; at < values.length; at++) {
                int row = at / 40 % 30;
                int column = at % 40;
                boolean inside = at >= 3600
                        && row >= box.top()
                        && row < box.top() + box.height()
                        && column >= box.left()
                        && column < box.left() + box.width();
                assertThat(values[at]).isEqualTo(inside ? 0f : 7f);
                erased += inside ? 1 : 0;
            }
            assertThat(erased).isEqualTo((int) (3 * box.area()));
        }
        assertThat(new RandomErasing(0, RandomErasing.Fill.CONSTANT, 1).draw(40, 30, random))
                .isEmpty();
    }

    @Test
    void sharesOfMixupHaveTheMeanAndSpreadOfTheirBeta() {
        SplittableRandom random = new SplittableRandom(5);
        for (double alpha : new double[] {0.2, 0.8, 1, 4}) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < DRAWS; i++) {
                double share = BatchMix.draw(alpha, 0, 32, 32, random).share();
                sum += share;
                squares += share * share;
            }
            double mean = sum / DRAWS;
            assertThat(mean).isCloseTo(0.5, within(0.04));
            // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
            assertThat(squares / DRAWS - mean * mean).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.015));
        }
    }

    @Test
    void mirrorChangesLeftAndRight() {
        Pixels picture = new Pixels(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        assertThat(Mirror.horizontal(picture).rgb()).containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    }
}
