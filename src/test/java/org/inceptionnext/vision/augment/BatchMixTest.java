package org.inceptionnext.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.Sha256Hex;
import org.junit.jupiter.api.Test;

/** Mixed batches beside {@code golden/train/mixup.json}, which timm 1.0.31 and torch 2.7.1 made. */
class BatchMixTest {
    private static final JsonObject GOLDEN = golden();
    private static final int PICTURE = 3 * 64 * 64;
    private static final int[] LABELS = {0, 3, 7, 9};

    @Test
    void mixupMixesEveryNumberWithThatOfTheMirroredPlace() {
        FloatBuffer batch = trainInput();
        assertThat(sha256(batch)).isEqualTo(text("batch", "input", "sha256"));
        new BatchMix.Mixup(0.3).apply(batch, 4, PICTURE);
        assertThat(sha256(batch)).isEqualTo(text("mixedInput", "sha256"));
    }

    @Test
    void cutMixPastesTheBoxOfTheOtherPicture() {
        FloatBuffer batch = trainInput();
        new BatchMix.CutMix(new Rectangle(10, 5, 50, 35), 64, 64).apply(batch, 4, PICTURE);
        assertThat(sha256(batch)).isEqualTo(text("cutmixInput", "sha256"));
    }

    @Test
    void pictureInTheMiddleIsMixedWithItself() {
        FloatBuffer batch = FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6});
        new BatchMix.Mixup(0.25).apply(batch, 3, 2);
        assertThat(batch.array()).containsExactly(4, 5, 3, 4, 2, 3);
    }

    @Test
    void boxAroundAPointIsCutAtThePicturesEdge() {
        for (JsonElement element : GOLDEN.getAsJsonArray("cutmixBoxOfCentre")) {
            JsonObject box = element.getAsJsonObject();
            BatchMix.CutMix mix =
                    BatchMix.CutMix.around(box.get("lam").getAsDouble(), 64, 64, number(box, "cy"), number(box, "cx"));
            assertThat(mix.box()).isEqualTo(rectangle(box));
            assertThat(mix.share()).isEqualTo(box.get("lamCorrected").getAsDouble());
        }
    }

    @Test
    void shareOfACutIsWhatTheBoxLeaves() {
        for (JsonElement element : GOLDEN.getAsJsonArray("cutmixLamOfBox")) {
            JsonObject box = element.getAsJsonObject();
            assertThat(new BatchMix.CutMix(rectangle(box), 64, 64).share())
                    .isEqualTo(box.get("lam").getAsDouble());
        }
    }

    /** The advice of the goldens: 1e-7. */
    @Test
    void targetsAreTimms() {
        for (String name : new String[] {"target", "targetNoSmoothing", "targetLam1"}) {
            JsonObject golden = GOLDEN.getAsJsonObject(name);
            float[] targets = BatchMix.targets(
                    LABELS,
                    10,
                    golden.get("lam").getAsDouble(),
                    golden.get("smoothing").getAsDouble());
            assertThat(targets).hasSize(40);
            for (int i = 0; i < targets.length; i++) {
                float expected = golden.getAsJsonArray("f32").get(i).getAsFloat();
                assertThat(targets[i]).as("%s %d", name, i).isCloseTo(expected, within(1e-7f));
            }
        }
    }

    private static Rectangle rectangle(JsonObject box) {
        int left = number(box, "xl");
        int top = number(box, "yl");
        return new Rectangle(left, top, number(box, "xh") - left, number(box, "yh") - top);
    }

    private static int number(JsonObject object, String key) {
        return object.get(key).getAsInt();
    }

    private static String text(String... path) {
        JsonElement element = GOLDEN;
        for (String key : path) {
            element = element.getAsJsonObject().get(key);
        }
        return element.getAsString();
    }

    private static FloatBuffer trainInput() {
        return FloatBuffer.wrap(Formula.input("train_input", List.of(4L, 3L, 64L, 64L)));
    }

    private static String sha256(FloatBuffer batch) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * batch.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(batch.duplicate().clear());
        return Sha256Hex.of(bytes.array());
    }

    private static JsonObject golden() {
        try (InputStreamReader reader = new InputStreamReader(
                Objects.requireNonNull(BatchMixTest.class.getResourceAsStream("/vision/augment/mixup.json")),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, JsonObject.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
