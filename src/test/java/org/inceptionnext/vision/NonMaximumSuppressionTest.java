package org.inceptionnext.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tolerance 0 against torch 2.7.1 and torchvision 0.22.1 ({@code golden/yolo/nms}). */
class NonMaximumSuppressionTest {
    private static final DetectionOptions OPTIONS = DetectionOptions.DETECT;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-detect-defaults",
                "02-validation-multi-label",
                "03-agnostic",
                "04-class-filter",
                "05-max-detections",
                "06-nothing-above-threshold",
                "07-object-but-no-class",
                "08-equal-scores",
                "09-equal-scores-multi-label",
                "10-batch-of-two",
                "11-mask-coefficients",
                "12-mask-multi-label",
                "13-one-class-multi-label",
                "14-iou-equal-to-threshold",
                "15-class-offset-rounding",
                "16-many-rows",
                "17-zero-size-boxes",
                "18-network-pico"
            })
    void detectionsEqualTheOriginalsBitForBitAndInOrder(String name) {
        JsonObject golden = DetectionGoldens.json("nms/" + name + ".json");
        JsonObject settings = golden.getAsJsonObject("settings");
        JsonArray shape = golden.getAsJsonArray("shape");
        int rows = shape.get(1).getAsInt();
        int columns = shape.get(2).getAsInt();
        int coefficients = settings.get("maskCoefficients").getAsInt();
        FloatBuffer predictions = predictions(golden.getAsJsonArray("predictions"), rows, columns);
        NonMaximumSuppression suppression =
                NonMaximumSuppression.of(DetectionGoldens.options(settings), columns - 5 - coefficients);

        for (int picture = 0; picture < shape.get(0).getAsInt(); picture++) {
            int position = picture * rows * columns;
            List<Detection> found = suppression.apply(predictions, position, rows, columns);
            List<float[]> expected = DetectionGoldens.rows(
                    golden.getAsJsonArray("detections").get(picture).getAsJsonArray());
            assertThat(found)
                    .hasSize(golden.getAsJsonArray("counts").get(picture).getAsInt());
            for (int i = 0; i < found.size(); i++) {
                FloatBuffer row = predictions.slice(position + found.get(i).row() * columns, columns);
                assertThat(flat(found.get(i), row, coefficients)).as("row " + i).isEqualTo(expected.get(i));
            }
        }
    }

    /** The golden's columns; mask coefficients leave the original multiplied by objectness. */
    private static float[] flat(Detection detection, FloatBuffer row, int coefficients) {
        Box box = detection.box();
        float[] flat = new float[6 + coefficients];
        flat[0] = box.x1();
        flat[1] = box.y1();
        flat[2] = box.x2();
        flat[3] = box.y2();
        flat[4] = detection.score();
        flat[5] = detection.classIndex();
        for (int i = 0; i < coefficients; i++) {
            flat[6 + i] = row.get(row.limit() - coefficients + i) * row.get(4);
        }
        return flat;
    }

    private static FloatBuffer predictions(JsonArray pictures, int rows, int columns) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(pictures.size() * rows * columns * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        pictures.forEach(
                picture -> DetectionGoldens.rows(picture.getAsJsonArray()).forEach(buffer::put));
        return buffer.flip();
    }

    @Test
    void atMost30000CandidatesAreLookedAt() {
        int rows = 30_001;
        FloatBuffer predictions = FloatBuffer.allocate(rows * 6);
        for (int row = 0; row < rows; row++) {
            boolean last = row == rows - 1;
            predictions.put(row * 6, last ? new float[] {900, 900, 10, 10, 1, .5f} : new float[] {5, 5, 10, 10, 1, 1});
        }
        NonMaximumSuppression suppression = NonMaximumSuppression.of(OPTIONS, 1);
        assertThat(suppression.apply(predictions, 0, rows, 6)).hasSize(1);
        assertThat(suppression.apply(predictions, 6, rows - 1, 6)).hasSize(2);
    }

    /** 500,000 candidates, far more than are held at once: the best come out as they would alone. */
    @Test
    void theBestOfManyCandidatesAreFoundWhereverTheyStand() {
        int classes = 20;
        int rows = 25_000;
        FloatBuffer predictions = FloatBuffer.allocate(rows * (5 + classes));
        for (int row = 0; row < rows; row++) {
            float[] values = new float[5 + classes];
            Arrays.fill(values, .01f + .3f * (row % 997) / 997);
            values[0] = row * 10;
            values[2] = 5;
            values[4] = 1;
            values[5] = row % 5_000 == 3 ? .9f + row / 1e6f : values[6];
            predictions.put(row * values.length, values);
        }
        NonMaximumSuppression suppression =
                NonMaximumSuppression.of(DetectionOptions.VALIDATION.withMaxDetections(5), classes);
        assertThat(suppression.apply(predictions, 0, rows, 5 + classes))
                .extracting(Detection::row)
                .containsExactly(20_003, 15_003, 10_003, 5_003, 3);
    }

    @Test
    void largeBoxesOfDifferentClassesSuppressEachOtherAcrossTheOffset() {
        float[] rows = {
            0, 0, 40_000, 40_000, 1, .9f, 0, //
            0, 0, 40_000, 40_000, 1, 0, .8f,
        };
        List<Detection> found = NonMaximumSuppression.of(OPTIONS, 2).apply(FloatBuffer.wrap(rows), 0, 2, 7);
        assertThat(found).extracting(Detection::classIndex).containsExactly(0);
    }

    @Test
    void thresholdsAreComparedAsFloat32() {
        // 0.3f is above 0.3: compared as doubles, this row would pass.
        float[] row = {5, 5, 10, 10, 1, .3f};
        List<Detection> found =
                NonMaximumSuppression.of(OPTIONS.withConfidence(.3), 1).apply(FloatBuffer.wrap(row), 0, 1, 6);
        assertThat(found).isEmpty();
    }

    @Test
    void notANumberIsNoObject() {
        float[] rows = {
            5, 5, 10, 10, Float.NaN, 1, //
            5, 5, 10, 10, 1, Float.NaN,
        };
        NonMaximumSuppression suppression = NonMaximumSuppression.of(OPTIONS, 1);
        assertThat(suppression.apply(FloatBuffer.wrap(rows), 0, 2, 6)).isEmpty();
    }

    @Test
    void manyThreadsShareOneSuppression() {
        JsonObject golden = DetectionGoldens.json("nms/16-many-rows.json");
        FloatBuffer predictions = predictions(golden.getAsJsonArray("predictions"), 300, 8);
        NonMaximumSuppression suppression =
                NonMaximumSuppression.of(DetectionGoldens.options(golden.getAsJsonObject("settings")), 3);
        List<Detection> alone = suppression.apply(predictions, 0, 300, 8);
        List<List<Detection>> together = IntStream.range(0, 64)
                .parallel()
                .mapToObj(ignored -> suppression.apply(predictions, 0, 300, 8))
                .toList();
        assertThat(together).allSatisfy(found -> assertThat(found).isEqualTo(alone));
    }

    @Test
    void aClassThatTheDetectorLacksIsRefused() {
        assertThatThrownBy(() -> NonMaximumSuppression.of(OPTIONS.withClasses(Set.of(80)), 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 80 of a detector that has the classes 0 to 79");
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        NonMaximumSuppression suppression = NonMaximumSuppression.of(OPTIONS, 80);
        FloatBuffer buffer = FloatBuffer.allocate(85 * 3);
        assertThatThrownBy(() -> suppression.apply(buffer, 0, 3, 84))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows of 84 floats; 80 classes need 85");
        assertThatThrownBy(() -> suppression.apply(buffer, 1, 3, 85))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("3 rows of 85 floats do not lie at 1 of a buffer of 255");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> OPTIONS.withConfidence(25))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("confidence is 25.0; 0 to 1 is allowed");
        assertThatThrownBy(() -> OPTIONS.withIou(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("iou is NaN; 0 to 1 is allowed");
        assertThatThrownBy(() -> OPTIONS.withMaxDetections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDetections is 0; at least 1 is needed");
        assertThatThrownBy(() -> OPTIONS.withClasses(Set.of(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class -1; classes are counted from 0");
    }
}
