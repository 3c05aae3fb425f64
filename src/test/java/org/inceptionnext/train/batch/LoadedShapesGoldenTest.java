package org.inceptionnext.train.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.RectangularBatches;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LongerSide;
import org.junit.jupiter.api.Test;

/** Sizes and shapes against {@code golden/yolo/augment.json}: whole numbers, exact. */
class LoadedShapesGoldenTest {
    private static final JsonObject GOLDEN = GoldenResource.read("yolo/augment", JsonObject.class);

    @Test
    void batchesHaveTheOriginalsShapesInItsOrder() {
        for (JsonElement element : GOLDEN.getAsJsonArray("rectangularBatches")) {
            JsonObject set = element.getAsJsonObject();
            List<BoxedPicture> pictures = new ArrayList<>();
            for (JsonElement shape : set.getAsJsonArray("shapesWh")) {
                int[] sides = ints(shape.getAsJsonArray());
                pictures.add(new BoxedPicture(Path.of("x"), sides[0], sides[1], List.of()));
            }
            RectangularBatches batches = RectangularBatches.of(
                    pictures,
                    set.get("batch").getAsInt(),
                    set.get("imageSize").getAsInt(),
                    set.get("stride").getAsInt(),
                    set.get("pad").getAsDouble());
            assertThat(batches.order()).containsExactly(ints(set.getAsJsonArray("order")));
            List<Letterbox> expected = new ArrayList<>();
            for (JsonElement shape : set.getAsJsonArray("batchShapesHw")) {
                int[] sides = ints(shape.getAsJsonArray());
                expected.add(new Letterbox(
                        sides[0], sides[1], false, set.get("stride").getAsInt(), false));
            }
            assertThat(batches.frames()).isEqualTo(expected);
        }
    }

    @Test
    void picturesAreSizedAsTheOriginalSizesThem() {
        for (JsonElement element : GOLDEN.getAsJsonArray("loaderResize")) {
            JsonObject each = element.getAsJsonObject();
            int[] original = ints(each.getAsJsonArray("originalWh"));
            LongerSide sizing = new LongerSide(each.get("imageSize").getAsInt(), true);
            assertThat(new int[] {sizing.width(original[0], original[1]), sizing.height(original[0], original[1])})
                    .containsExactly(ints(each.getAsJsonArray("resizedWhRoundedUp")));
        }
    }

    private static int[] ints(JsonArray array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).getAsInt();
        }
        return values;
    }
}
