package org.inceptionnext.train.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.network.Size;
import org.inceptionnext.testing.GoldenResource;
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
            RectangularShapes shapes = RectangularShapes.of(
                    pictures,
                    set.get("batch").getAsInt(),
                    set.get("imageSize").getAsInt(),
                    set.get("stride").getAsInt(),
                    set.get("pad").getAsDouble());
            assertThat(shapes.order()).containsExactly(ints(set.getAsJsonArray("order")));
            List<Size> expected = new ArrayList<>();
            for (JsonElement shape : set.getAsJsonArray("batchShapesHw")) {
                int[] sides = ints(shape.getAsJsonArray());
                expected.add(new Size(sides[0], sides[1]));
            }
            assertThat(shapes.shapes()).isEqualTo(expected);
        }
    }

    @Test
    void picturesAreSizedAsTheOriginalSizesThem() {
        for (JsonElement element : GOLDEN.getAsJsonArray("loaderResize")) {
            JsonObject each = element.getAsJsonObject();
            int[] original = ints(each.getAsJsonArray("originalWh"));
            Size size = SizedPictures.size(
                    original[0], original[1], each.get("imageSize").getAsInt());
            assertThat(new int[] {size.width(), size.height()})
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
