package org.inceptionnext.vision;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What YOLOv5 makes of the predictions and pictures under {@code golden/yolo}. */
final class DetectionGoldens {
    private static final String ROOT = "/golden/yolo/";

    private DetectionGoldens() {}

    static JsonObject json(String name) {
        try (InputStream stream = DetectionGoldens.class.getResourceAsStream(ROOT + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no golden " + name);
            }
            return new Gson().fromJson(new String(stream.readAllBytes(), StandardCharsets.UTF_8), JsonObject.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonObject> objects(JsonObject parent, String key) {
        List<JsonObject> objects = new ArrayList<>();
        parent.getAsJsonArray(key).forEach(element -> objects.add(element.getAsJsonObject()));
        return objects;
    }

    static List<float[]> rows(JsonArray array) {
        List<float[]> rows = new ArrayList<>();
        array.forEach(row -> rows.add(floats(row.getAsJsonArray())));
        return rows;
    }

    static float[] floats(JsonArray array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).getAsFloat();
        }
        return values;
    }

    static Box box(float[] row) {
        return new Box(row[0], row[1], row[2], row[3]);
    }

    static DetectionOptions options(JsonObject settings) {
        Set<Integer> classes = new TreeSet<>();
        JsonElement filter = settings.get("classes");
        if (filter.isJsonArray()) {
            filter.getAsJsonArray().forEach(index -> classes.add(index.getAsInt()));
        }
        return new DetectionOptions(
                settings.get("confidence").getAsDouble(),
                settings.get("iou").getAsDouble(),
                settings.get("maxDetections").getAsInt(),
                settings.get("multiLabel").getAsBoolean(),
                settings.get("agnostic").getAsBoolean(),
                classes);
    }
}
