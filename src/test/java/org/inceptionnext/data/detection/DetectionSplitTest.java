package org.inceptionnext.data.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.junit.jupiter.api.Test;

class DetectionSplitTest {
    private static final int CLASSES = 4;

    /** Class 3 is in 6 of 200 pictures, class 2 in some 30; a tenth has no boxes. */
    private static List<BoxedPicture> pictures() {
        Random random = new Random(5);
        List<BoxedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<LabelledBox> boxes = new ArrayList<>();
            for (int c = 0; c < CLASSES && i % 10 != 0; c++) {
                double share = new double[] {0.9, 0.5, 0.15, 0}[c];
                if (random.nextDouble() < share || (c == 3 && i % 33 == 1)) {
                    boxes.add(LabelledBox.of(c, 1, 1, 5, 5));
                    boxes.add(LabelledBox.of(c, 9, 9, 5, 5));
                }
            }
            pictures.add(new BoxedPicture(Path.of(i + ".jpg"), 40, 40, boxes));
        }
        return pictures;
    }

    private static DetectionSet set(List<BoxedPicture> pictures) {
        return new DetectionSet(
                "x", DetectionFormat.YOLO, List.of("a", "b", "c", "d"), Map.of(Split.TRAIN, pictures), new Findings());
    }

    private static long with(List<BoxedPicture> pictures, int wanted) {
        return pictures.stream()
                .filter(picture -> picture.boxes().stream().anyMatch(box -> box.classIndex() == wanted))
                .count();
    }

    @Test
    void eachClassKeepsItsShare() {
        for (int seed = 0; seed < 5; seed++) {
            DetectionSet split = set(pictures()).split(0.2, seed);
            List<BoxedPicture> val = split.pictures(Split.VAL);
            assertThat(val).hasSizeBetween(38, 42).doesNotContainAnyElementsOf(split.pictures(Split.TRAIN));
            assertThat(split.pictures(Split.TRAIN)).hasSize(200 - val.size());
            for (int c = 0; c < CLASSES; c++) {
                assertThat(with(val, c) - 0.2 * with(pictures(), c)).isBetween(-2.0, 2.0);
            }
            assertThat(with(val, 3)).isBetween(1L, 2L);
        }
    }

    @Test
    void theSeedDecidesAndTheOrderDoesNot() {
        DetectionSet split = set(pictures()).split(0.2, 1);
        List<BoxedPicture> turned = pictures();
        Collections.reverse(turned);
        assertThat(set(turned).split(0.2, 1).pictures(Split.VAL))
                .containsExactlyInAnyOrderElementsOf(split.pictures(Split.VAL));
        assertThat(set(pictures()).split(0.2, 2).pictures(Split.VAL)).isNotEqualTo(split.pictures(Split.VAL));
    }

    @Test
    void aSetWithValidationIsNotSplitAgain() {
        DetectionSet split = set(pictures()).split(0.2, 1);
        assertThatThrownBy(() -> split.split(0.2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a fraction of 0.2 of a data set with the parts [train, val]; it must be above 0 and below 1,"
                                + " and there must be no val");
    }

    @Test
    void asOneClassAllBoxesAreItems() {
        DetectionSet single = set(pictures()).asSingleClass();
        assertThat(single.classes()).containsExactly("item");
        assertThat(single.pictures(Split.TRAIN).stream().flatMap(picture -> picture.boxes().stream()))
                .allMatch(box -> box.classIndex() == 0)
                .hasSameSizeAs(pictures().stream()
                        .flatMap(picture -> picture.boxes().stream())
                        .toList());
    }
}
