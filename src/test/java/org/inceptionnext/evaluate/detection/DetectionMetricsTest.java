package org.inceptionnext.evaluate.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectionMetricsTest {
    /** The golden numbers are printed with 13 digits. */
    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"one-of-two", "three-images", "three-images-no-detections", "twenty-images"})
    void figuresByYoloRulesAreTheOriginals(String name) {
        MetricsGolden golden = MetricsGolden.of(name);
        JsonObject expected = golden.expected("yolov5");
        YoloEvaluator evaluator = new YoloEvaluator(golden.classCount());
        for (int i = 0; i < golden.imageCount(); i++) {
            int[] met = evaluator.add(golden.truths(i), golden.detections(i));
            if (expected.has("thresholdsMet")) {
                assertThat(Arrays.stream(met).map(Integer::bitCount).toArray())
                        .isEqualTo(ints(expected.getAsJsonArray("thresholdsMet").get(i)));
            }
        }
        YoloReport report = evaluator.report();
        double[][] confusion = new double[golden.classCount() + 1][];
        for (int i = 0; i < confusion.length; i++) {
            confusion[i] =
                    report.confusion().get(i).stream().mapToDouble(each -> each).toArray();
        }
        for (int i = 0; expected.has("confusion") && i < confusion.length; i++) {
            assertThat(confusion[i])
                    .isEqualTo(MetricsGolden.numbers(
                            expected.getAsJsonArray("confusion").get(i).getAsJsonArray()));
        }
        assertThat(report.map50()).isCloseTo(expected.get("map50").getAsDouble(), within(EXACT));
        assertThat(report.map5095()).isCloseTo(expected.get("map5095").getAsDouble(), within(EXACT));
        assertThat(report.meanPrecision()).isCloseTo(expected.get("mp").getAsDouble(), within(EXACT));
        assertThat(report.meanRecall()).isCloseTo(expected.get("mr").getAsDouble(), within(EXACT));
        assertThat(report.fitness()).isCloseTo(expected.get("fitness").getAsDouble(), within(EXACT));
        JsonArray classes = expected.getAsJsonArray("classes");
        for (int i = 0; classes != null && i < classes.size(); i++) {
            YoloReport.YoloClass each = report.classes().get(i);
            assertThat(each.classIndex()).isEqualTo(classes.get(i).getAsInt());
            near(each.precision(), expected, "precision", i);
            near(each.recall(), expected, "recall", i);
            near(each.f1(), expected, "f1", i);
            near(each.truePositives(), expected, "tp", i);
            near(each.falsePositives(), expected, "fp", i);
            near(each.ap50(), expected, "ap50", i);
            near(each.ap5095(), expected, "ap5095", i);
            double[] byThreshold = MetricsGolden.numbers(
                    expected.getAsJsonArray("apByThreshold").get(i).getAsJsonArray());
            for (int t = 0; t < byThreshold.length; t++) {
                assertThat(each.ap().get(t)).isCloseTo(byThreshold[t], within(EXACT));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one-of-two:coco",
                "three-images:coco",
                "three-images-no-detections:coco",
                "twenty-images:coco",
                "twenty-images:cocoWithCrowd"
            })
    void figuresByCocoRulesArePycocotools(String nameAndProtocol) {
        String[] parts = nameAndProtocol.split(":", -1);
        MetricsGolden golden = MetricsGolden.of(parts[0]);
        JsonObject expected = golden.expected(parts[1]);
        CocoReport report = coco(golden, expected);
        JsonObject summary = expected.getAsJsonObject("summary");
        List<Double> wanted = new ArrayList<>();
        summary.entrySet().forEach(entry -> wanted.add(entry.getValue().getAsDouble()));
        assertThat(wanted).hasSize(12);
        for (int i = 0; i < 12; i++) {
            assertThat(report.summary().get(i)).isCloseTo(wanted.get(i), within(EXACT));
        }
        double[] byThreshold = MetricsGolden.numbers(expected.getAsJsonArray("apByThreshold"));
        for (int t = 0; t < byThreshold.length; t++) {
            assertThat(report.apByThreshold().get(t)).isCloseTo(byThreshold[t], within(EXACT));
        }
        for (JsonElement element : expected.getAsJsonArray("perClass")) {
            JsonObject each = element.getAsJsonObject();
            CocoReport.CocoClass ours =
                    report.classes().get(each.get("category").getAsInt() - 1);
            assertThat(ours.ap50()).isCloseTo(each.get("AP50").getAsDouble(), within(EXACT));
            assertThat(ours.ap75()).isCloseTo(each.get("AP75").getAsDouble(), within(EXACT));
            for (CocoArea area : CocoArea.values()) {
                JsonObject wantedArea = each.getAsJsonObject("byArea")
                        .getAsJsonObject(area.name().toLowerCase(java.util.Locale.ROOT));
                CocoReport.ApAndRecall figures =
                        Objects.requireNonNull(ours.byArea().get(area));
                assertThat(figures.ap()).isCloseTo(wantedArea.get("AP").getAsDouble(), within(EXACT));
                assertThat(figures.ar100()).isCloseTo(wantedArea.get("AR100").getAsDouble(), within(EXACT));
            }
        }
    }

    private static CocoReport coco(MetricsGolden golden, JsonObject expected) {
        CocoEvaluator evaluator = new CocoEvaluator(golden.classCount());
        List<List<Integer>> crowds = new ArrayList<>();
        expected.getAsJsonArray("crowd").forEach(pair -> crowds.add(List.of(ints(pair)[0], ints(pair)[1])));
        for (int i = 0; i < golden.imageCount(); i++) {
            List<GroundTruth> truths = new ArrayList<>(golden.truths(i));
            for (int j = 0; j < truths.size(); j++) {
                if (crowds.contains(List.of(i, j))) {
                    truths.set(j, truths.get(j).asCrowd());
                }
            }
            evaluator.add(truths, golden.detections(i));
        }
        return evaluator.report();
    }

    @Test
    void curvesAreTheOriginals() {
        JsonObject curves = MetricsGolden.json("curves");
        for (JsonElement element : curves.getAsJsonArray("ap")) {
            JsonObject each = element.getAsJsonObject();
            assertThat(YoloCurves.averagePrecision(
                            MetricsGolden.numbers(each.getAsJsonArray("recall")),
                            MetricsGolden.numbers(each.getAsJsonArray("precision"))))
                    .isCloseTo(each.get("ap").getAsDouble(), within(EXACT));
        }
        JsonObject smooth = curves.getAsJsonObject("smooth");
        double[] ours = YoloCurves.smooth(
                MetricsGolden.numbers(smooth.getAsJsonArray("values")),
                smooth.get("fraction").getAsDouble());
        double[] wanted = MetricsGolden.numbers(smooth.getAsJsonArray("smoothed"));
        assertThat(ours).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(ours[i]).isCloseTo(wanted[i], within(EXACT));
        }
    }

    @Test
    void oneOfTwoAndPerfectDetectionsDifferBetweenTheProtocols() {
        List<GroundTruth> one = List.of(GroundTruth.ofCorners(0, 10, 10, 50, 50));
        List<ScoredBox> found = List.of(ScoredBox.ofCorners(0, 10, 10, 50, 50, 0.9));
        YoloEvaluator yolo = new YoloEvaluator(1);
        yolo.add(one, found);
        assertThat(yolo.report().map5095()).isCloseTo(0.995, within(EXACT));
        CocoEvaluator coco = new CocoEvaluator(1);
        coco.add(one, found);
        assertThat(coco.report().ap()).isCloseTo(1, within(EXACT));
    }

    @Test
    void withoutLabelsOrDetectionsNothingBreaks() {
        assertThat(new YoloEvaluator(2).report().map50()).isZero();
        assertThat(new CocoEvaluator(2).report().summary()).containsOnly(-1.0);
        YoloEvaluator alarms = new YoloEvaluator(2);
        alarms.add(List.of(), List.of(ScoredBox.ofCorners(1, 0, 0, 5, 5, 0.9)));
        assertThat(alarms.report().confusion()).containsExactly(List.of(0, 0, 0), List.of(0, 0, 0), List.of(0, 0, 0));
    }

    @Test
    void areaOfExactly32SquaredCountsAsSmallAndAsMedium() {
        CocoEvaluator coco = new CocoEvaluator(1);
        coco.add(List.of(GroundTruth.ofCorners(0, 0, 0, 32, 32)), List.of(ScoredBox.ofCorners(0, 0, 0, 32, 32, 0.5)));
        assertThat(coco.report().apSmall()).isCloseTo(1, within(EXACT));
        assertThat(coco.report().apMedium()).isCloseTo(1, within(EXACT));
        assertThat(coco.report().apLarge()).isEqualTo(-1);
    }

    private static void near(double ours, JsonObject expected, String key, int index) {
        assertThat(ours)
                .as(key)
                .isCloseTo(expected.getAsJsonArray(key).get(index).getAsDouble(), within(EXACT));
    }

    private static int[] ints(JsonElement array) {
        double[] numbers = MetricsGolden.numbers(array.getAsJsonArray());
        return java.util.Arrays.stream(numbers).mapToInt(each -> (int) each).toArray();
    }
}
