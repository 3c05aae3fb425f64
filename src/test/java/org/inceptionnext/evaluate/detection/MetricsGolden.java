package org.inceptionnext.evaluate.detection;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Detections with what YOLOv5's own functions and pycocotools say of them (the golden files' README names the versions). */
final class MetricsGolden {
    private final JsonObject json;

    private MetricsGolden(JsonObject json) {
        this.json = json;
    }

    static JsonObject json(String name) {
        try (InputStream in = Objects.requireNonNull(MetricsGolden.class.getResourceAsStream(name + ".json"), name)) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MetricsGolden of(String name) {
        return new MetricsGolden(json(name));
    }

    int classCount() {
        return json.get("nc").getAsInt();
    }

    JsonObject expected(String protocol) {
        return json.getAsJsonObject(protocol);
    }

    boolean has(String protocol) {
        return json.has(protocol);
    }

    int imageCount() {
        return json.getAsJsonArray("images").size();
    }

    List<GroundTruth> truths(int image) {
        List<GroundTruth> truths = new ArrayList<>();
        for (JsonElement row : image(image).getAsJsonArray("labels")) {
            double[] v = numbers(row.getAsJsonArray());
            truths.add(GroundTruth.ofCorners((int) v[0], v[1], v[2], v[3], v[4]));
        }
        return truths;
    }

    List<ScoredBox> detections(int image) {
        List<ScoredBox> boxes = new ArrayList<>();
        for (JsonElement row : image(image).getAsJsonArray("detections")) {
            double[] v = numbers(row.getAsJsonArray());
            boxes.add(ScoredBox.ofCorners((int) v[5], v[0], v[1], v[2], v[3], v[4]));
        }
        return boxes;
    }

    private JsonObject image(int index) {
        return json.getAsJsonArray("images").get(index).getAsJsonObject();
    }

    static double[] numbers(JsonArray array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).getAsDouble();
        }
        return numbers;
    }
}
