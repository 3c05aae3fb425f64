package org.inceptionnext.train.anchors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.GoldenResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against {@code golden/yolo/autoanchor.json}: shares and decisions exact, means and centres to 1e-5 relative, since the original
 * adds in float32 and we in float64.
 */
class AutoAnchorGoldenTest {
    private static final JsonObject GOLDEN = GoldenResource.read("yolo/autoanchor", JsonObject.class);
    private static final double THRESHOLD = GOLDEN.get("threshold").getAsDouble();

    static Stream<JsonObject> sets() {
        return GOLDEN.getAsJsonArray("sets").asList().stream().map(JsonElement::getAsJsonObject);
    }

    private static float[] flat(JsonElement array) {
        List<Float> values = new ArrayList<>();
        collect(array, values);
        float[] flat = new float[values.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
        }
        return flat;
    }

    private static void collect(JsonElement element, List<Float> values) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> collect(each, values));
        } else {
            values.add(element.getAsFloat());
        }
    }

    private static void requireFit(AnchorFit fit, JsonObject golden) {
        assertThat((float) fit.bestPossibleRecall())
                .isEqualTo(golden.get("bestPossibleRecall").getAsFloat());
        assertThat(fit.anchorsAboveThreshold())
                .isCloseTo(golden.get("anchorsAboveThreshold").getAsDouble(), within(1e-6));
        assertThat(fit.fitness()).isCloseTo(golden.get("fitness").getAsDouble(), within(1e-6));
        assertThat(fit.meanBest()).isCloseTo(golden.get("meanBest").getAsDouble(), within(1e-6));
        assertThat(fit.meanAll()).isCloseTo(golden.get("meanAll").getAsDouble(), within(1e-6));
    }

    private static List<BoxedPicture> pictures(JsonObject set) {
        List<BoxedPicture> pictures = new ArrayList<>();
        JsonArray shapes = set.getAsJsonArray("shapesWh");
        for (int i = 0; i < shapes.size(); i++) {
            float[] shape = flat(shapes.get(i));
            List<LabelledBox> boxes = new ArrayList<>();
            for (JsonElement label :
                    set.getAsJsonArray("labelsWhNormalised").get(i).getAsJsonArray()) {
                float[] sides = flat(label);
                boxes.add(LabelledBox.of(0, 0, 0, sides[0] * shape[0], sides[1] * shape[1]));
            }
            pictures.add(new BoxedPicture(Path.of("x"), (int) shape[0], (int) shape[1], boxes));
        }
        return pictures;
    }

    @ParameterizedTest
    @MethodSource("sets")
    void boxesAndRecallAreTheOriginals(JsonObject set) {
        float[] boxes = AutoAnchor.boxes(pictures(set), set.get("imageSize").getAsInt());
        assertThat(boxes).hasSize(2 * set.get("count").getAsInt());
        assertThat(boxes).containsExactly(flat(set.get("whPixels")), within(1e-3f));
        JsonObject golden = set.getAsJsonObject("defaultAnchors");
        requireFit(AnchorFit.of(flat(golden.get("anchors")), flat(set.get("whPixels")), THRESHOLD), golden);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void clustersFromAGivenStartAreTheOriginals(JsonObject set) {
        JsonObject golden = set.getAsJsonObject("kmeansGivenStart");
        float[] used = AutoAnchor.used(flat(set.get("whPixels")));
        assertThat(used).hasSize(2 * golden.get("used").getAsInt());
        float[] centres = Clusters.from(used, flat(golden.get("start")));
        float[] expected = flat(golden.get("centres"));
        assertThat(centres).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(centres[i]).isCloseTo(expected[i], within(1e-5f * expected[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void scriptedRefinementTakesTheOriginalsSteps(JsonObject set) {
        float[] used = AutoAnchor.used(flat(set.get("whPixels")));
        JsonObject golden = set.getAsJsonObject("scriptedEvolution");
        Evolution evolution = new Evolution(
                Clusters.from(used, flat(set.getAsJsonObject("kmeansGivenStart").get("start"))), used, THRESHOLD);
        int generation = 0;
        for (JsonElement element : golden.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            float[] changes = Formula.input("mut" + generation++, List.of(9L, 2L), -1, 1);
            double[] doubles = new double[changes.length];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = changes[i];
            }
            double before = evolution.fitness();
            double found = evolution.step(doubles);
            assertThat(found).isCloseTo(step.get("fitness").getAsDouble(), within(2e-6));
            assertThat(evolution.fitness() > before)
                    .isEqualTo(step.get("accepted").getAsBoolean());
        }
    }

    /** The original's generators are not ours: what it reached is the bar. */
    @ParameterizedTest
    @MethodSource("sets")
    void newAnchorsFitAsWellAsTheOriginals(JsonObject set) {
        JsonObject golden = set.getAsJsonObject("afterCheck");
        float[] flat = flat(set.getAsJsonObject("defaultAnchors").get("anchors"));
        List<List<Double>> anchors = new ArrayList<>();
        for (int map = 0; map < 3; map++) {
            List<Double> sides = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sides.add((double) flat[6 * map + i]);
            }
            anchors.add(sides);
        }
        AutoAnchor.Result result = AutoAnchor.usual(0)
                .check(
                        anchors,
                        List.of(8, 16, 32),
                        pictures(set),
                        set.get("imageSize").getAsInt());
        assertThat(result.replaced()).isEqualTo(golden.get("replaced").getAsBoolean());
        assertThat(result.after().bestPossibleRecall())
                .isGreaterThanOrEqualTo(golden.get("bestPossibleRecall").getAsDouble() - 0.01);
        assertThat(result.after().fitness())
                .isGreaterThan(0.98 * golden.get("fitness").getAsDouble());
        if (!result.replaced()) {
            assertThat(result.anchors()).isEqualTo(anchors);
        } else {
            assertThat(result.anchors().get(0).get(0) * result.anchors().get(0).get(1))
                    .isLessThan(result.anchors().get(2).get(4)
                            * result.anchors().get(2).get(5));
        }
    }

    @Test
    void fewerBoxesThanAnchorsLeaveTheAnchors() {
        List<List<Double>> anchors = List.of(List.of(100.0, 100.0), List.of(200.0, 200.0));
        BoxedPicture one = new BoxedPicture(Path.of("x"), 640, 640, List.of(LabelledBox.of(0, 0, 0, 4, 4)));
        AutoAnchor.Result result = AutoAnchor.usual(0).check(anchors, List.of(8, 16), List.of(one), 640);
        assertThat(result.replaced()).isFalse();
        assertThat(result.before().bestPossibleRecall()).isZero();
    }
}
