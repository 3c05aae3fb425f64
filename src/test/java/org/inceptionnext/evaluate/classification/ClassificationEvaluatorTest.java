package org.inceptionnext.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationEvaluatorTest {
    private static final List<String> NAMES = List.of("a", "b, c", "d", "e", "f", "g");

    @Test
    void figuresAreThoseOfAHandCount() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(NAMES);
        evaluator.add("1", 0, new float[] {.5f, .3f, .1f, .05f, .03f, .02f});
        evaluator.add("2", 0, new float[] {.3f, .5f, .1f, .05f, .03f, .02f});
        evaluator.add("3", 1, new float[] {.3f, .5f, .1f, .05f, .03f, .02f});
        evaluator.add("4", 5, new float[] {.3f, .5f, .1f, .05f, .03f, .02f});
        ClassificationReport report = evaluator.report();
        assertThat(report.pictures()).isEqualTo(4);
        assertThat(report.top1()).isEqualTo(0.5);
        assertThat(report.top5()).isEqualTo(0.75);
        assertThat(report.classes().get(0)).isEqualTo(new ClassScore("a", 2, 1, 1));
        assertThat(report.classes().get(0).f1()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(report.classes().get(1).precision()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(report.classes().get(2).precision()).isNaN();
        // All four in one bin: confidence .5, accuracy .5.
        assertThat(report.calibrationError()).isCloseTo(0, within(1e-7));
        assertThat(report.meanLoss())
                .isCloseTo(-(Math.log(.5) + Math.log(.3) + Math.log(.5) + Math.log(.02)) / 4, within(1e-6));
        assertThat(report.meanRecall()).isCloseTo((0.5 + 1 + 0) / 3, within(1e-15));
        assertThat(report.worst()).containsExactly(new Mistake("4", 5, 1, .02f, .5f), new Mistake("2", 0, 1, .3f, .5f));
    }

    @Test
    void calibrationErrorWeighsBinsByTheirPictures() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(List.of("a", "b"));
        evaluator.add("1", 0, new float[] {.95f, .05f});
        evaluator.add("2", 1, new float[] {.95f, .05f});
        evaluator.add("3", 0, new float[] {.7f, .3f});
        // Bins: two pictures at .95, half right; one at .7, right.
        assertThat(evaluator.report().calibrationError()).isCloseTo((2 * .45 + .3) / 3, within(1e-6));
        List<CalibrationBin> bins = evaluator.report().calibration();
        assertThat(bins).hasSize(15);
        assertThat(bins.get(14).pictures()).isEqualTo(2);
        assertThat(bins.get(14).accuracy()).isEqualTo(.5);
        assertThat(bins.get(14).confidence()).isCloseTo(.95, within(1e-6));
        assertThat(bins.get(10)).isEqualTo(new CalibrationBin(1, .7f, 1));
        assertThat(bins.get(0).confidence()).isNaN();
    }

    @Test
    void ofAMillionPicturesTwentyMistakesAreKept() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(List.of("a", "b"));
        for (int i = 0; i < 1_000_000; i++) {
            float p = (i * 7919L % 1_000_000) / 2_000_000f;
            evaluator.add(String.valueOf(i), 0, new float[] {p, 1 - p});
        }
        ClassificationReport report = evaluator.report();
        assertThat(report.pictures()).isEqualTo(1_000_000);
        assertThat(report.worst())
                .hasSize(20)
                .isSortedAccordingTo(Comparator.comparingDouble(Mistake::truthProbability));
        assertThat(report.worst().get(19).truthProbability()).isEqualTo(19 / 2_000_000f);
    }

    @Test
    void manyClassesAreCountedWithoutATable() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(Collections.nCopies(21_841, "x"));
        float[] probabilities = new float[21_841];
        probabilities[20_000] = 1;
        evaluator.add("1", 20_000, probabilities);
        evaluator.add("2", 3, probabilities);
        assertThat(evaluator.report().confusion().count(3, 20_000)).isEqualTo(1);
        assertThat(evaluator.report().classes().get(20_000).predicted()).isEqualTo(2);
    }

    @Test
    void confusionIsWrittenAsATableAndDrawn() throws IOException {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(NAMES.subList(0, 2));
        evaluator.add("1", 1, new float[] {.8f, .2f});
        StringBuilder csv = new StringBuilder();
        Confusion confusion = evaluator.report().confusion();
        ConfusionFiles.csv(confusion, NAMES.subList(0, 2), csv);
        assertThat(csv).hasToString("truth\\predicted,a,\"b, c\"\na,0,0\n\"b, c\",1,0\n");
        assertThat(ConfusionFiles.picture(confusion, NAMES.subList(0, 2)).height())
                .isEqualTo(10 + 22 + 2 * 36 + 10);
    }

    @Test
    void answersThatAreNoneAreRefused() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(List.of("a", "b"));
        assertThatThrownBy(() -> evaluator.add("1", 0, new float[] {Float.NaN, 1}))
                .hasMessage("a probability that is not a number; the weights may be damaged");
        assertThatThrownBy(() -> evaluator.add("1", 2, new float[] {0, 1}))
                .hasMessage("class 2 and 2 probabilities for a classifier of 2 classes");
    }
}
