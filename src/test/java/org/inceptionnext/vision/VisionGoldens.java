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
import java.util.Locale;
import java.util.Optional;
import org.inceptionnext.registry.Preprocessing;

/** What Pillow, torchvision and timm make of the pictures under {@code golden/vision}. */
public final class VisionGoldens {
    private static final String ROOT = "/golden/vision/";
    private static final JsonObject MANIFEST = json("manifest.json");

    private VisionGoldens() {}

    /** Returns one configuration. */
    public static Preprocessing configuration(String name) {
        return objects(MANIFEST.getAsJsonArray("configurations")).stream()
                .filter(configuration -> configuration.get("name").getAsString().equals(name))
                .map(VisionGoldens::preprocessing)
                .findFirst()
                .orElseThrow();
    }

    /** Returns all pictures, those to be refused among them. */
    public static List<Picture> pictures() {
        return objects(MANIFEST.getAsJsonArray("images")).stream()
                .map(Picture::new)
                .toList();
    }

    /** Returns the pictures that Pillow decodes. */
    public static List<Picture> decodable() {
        return pictures().stream().filter(picture -> !picture.refused()).toList();
    }

    /** Returns one picture. */
    public static Picture picture(String name) {
        return pictures().stream()
                .filter(picture -> picture.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static JsonObject json(String name) {
        return new Gson().fromJson(new String(bytes(name), StandardCharsets.UTF_8), JsonObject.class);
    }

    static byte[] bytes(String name) {
        try (InputStream stream = VisionGoldens.class.getResourceAsStream(ROOT + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no golden " + name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Preprocessing preprocessing(JsonObject configuration) {
        JsonArray size = configuration.getAsJsonArray("input_size");
        return new Preprocessing(
                size.get(1).getAsInt(),
                size.get(2).getAsInt(),
                configuration.get("crop_pct").getAsDouble(),
                Preprocessing.CropMode.valueOf(upper(configuration, "crop_mode")),
                Preprocessing.Interpolation.valueOf(upper(configuration, "interpolation")),
                doubles(MANIFEST.getAsJsonArray("mean")),
                doubles(MANIFEST.getAsJsonArray("std")));
    }

    private static String upper(JsonObject object, String key) {
        return object.get(key).getAsString().toUpperCase(Locale.ROOT);
    }

    private static List<Double> doubles(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsDouble).toList();
    }

    private static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        array.forEach(element -> objects.add(element.getAsJsonObject()));
        return objects;
    }

    private static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.get(key)).map(JsonElement::getAsString);
    }

    /** One encoded picture. */
    public record Picture(JsonObject json) {

        /** Returns the file's name. */
        public String name() {
            return json.get("input").getAsString();
        }

        /** Returns the encoded file. */
        public byte[] encoded() {
            return bytes("inputs/" + name());
        }

        /** Returns whether Pillow refuses it. */
        public boolean refused() {
            return json.has("refuse");
        }

        /** Returns the SHA-256 of Pillow's RGB. */
        public String rgbSha256() {
            return json.get("decoded_rgb_sha256").getAsString();
        }

        /** Returns the SHA-256 of the RGB turned upright, where it differs. */
        public Optional<String> uprightRgbSha256() {
            return text(json, "upright_rgb_sha256");
        }

        /** Returns what each configuration gives. */
        public List<Result> results() {
            return objects(json.getAsJsonArray("results")).stream()
                    .map(Result::new)
                    .toList();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** One picture after one configuration. */
    public record Result(JsonObject json) {

        /** Returns the configuration's name. */
        public String configuration() {
            return json.get("configuration").getAsString();
        }

        /** Returns the SHA-256 of the uint8 crop. */
        public String cropSha256() {
            return json.get("crop_rgb_sha256").getAsString();
        }

        /** Returns the SHA-256 of the crop with the older pass order: the same where the orders agree. */
        public String cropSha256BeforePillow13() {
            return text(json, "crop_rgb_sha256_pillow_before_13").orElseGet(this::cropSha256);
        }

        /** Returns whether the pass order shows. */
        public boolean passOrderShows() {
            return json.has("crop_rgb_sha256_pillow_before_13");
        }

        /** Returns the SHA-256 of the little-endian float32 tensor, channels first. */
        public String tensorSha256() {
            return json.get("tensor_sha256").getAsString();
        }
    }
}
