package org.inceptionnext.data.detection;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * A COCO file of instances. Categories are numbered in the order of their ids, whatever gaps those have. A finding's row is the
 * place in its list, from 1.
 */
final class CocoReader {
    private final Path file;
    private final Findings findings = new Findings();
    private final Map<String, Image> images = new LinkedHashMap<>();
    private final Map<Long, Integer> classOfCategory = new HashMap<>();

    CocoReader(Path file) {
        this.file = file;
    }

    private record Image(Path picture, int width, int height, List<LabelledBox> boxes) {}

    DetectionSet read() throws IOException {
        JsonObject root = root();
        List<String> classes = categories(list(root, "categories"));
        readImages(list(root, "images"));
        readAnnotations(list(root, "annotations"));
        List<BoxedPicture> pictures = images.values().stream()
                .map(image -> new BoxedPicture(image.picture(), image.width(), image.height(), image.boxes()))
                .toList();
        Split split = file.getFileName().toString().contains("val") ? Split.VAL : Split.TRAIN;
        return new DetectionSet(file.toString(), DetectionFormat.COCO, classes, Map.of(split, pictures), findings);
    }

    private JsonObject root() throws IOException {
        try {
            JsonElement element = JsonParser.parseString(TextFile.text(file));
            if (element.isJsonObject()) {
                return element.getAsJsonObject();
            }
        } catch (JsonParseException e) {
            throw new DataSetException(file.toString(), 0, "no JSON: " + e.getMessage(), "Export it again");
        }
        throw new DataSetException(
                file.toString(), 0, "no JSON object", "A COCO file has images, annotations, categories");
    }

    private JsonArray list(JsonObject root, String key) throws DataSetException {
        if (root.get(key) instanceof JsonArray array) {
            return array;
        }
        throw new DataSetException(
                file.toString(), 0, "no list " + key + " in it", "A COCO file has images, annotations, categories");
    }

    private List<String> categories(JsonArray array) throws DataSetException {
        TreeMap<Long, String> names = new TreeMap<>();
        for (JsonElement element : array) {
            Optional<Double> id = number(element, "id");
            Optional<String> name = text(element, "name");
            if (id.isPresent() && name.isPresent()) {
                names.put(id.get().longValue(), name.get());
            }
        }
        if (names.isEmpty()) {
            throw new DataSetException(
                    file.toString(), 0, "not one category with id and name", "Export it with classes");
        }
        names.keySet().forEach(id -> classOfCategory.put(id, classOfCategory.size()));
        return List.copyOf(names.values());
    }

    private void readImages(JsonArray array) {
        long row = 0;
        for (JsonElement element : array) {
            row++;
            Optional<String> id = text(element, "id");
            Optional<String> name = text(element, "file_name");
            if (id.isEmpty() || name.isEmpty()) {
                note("images", row, Rules.MISSING_PICTURE, "an image without id or file_name", Effect.ROW_LEFT_OUT);
            } else if (images.containsKey(id.get())) {
                note("images", row, Rules.IMAGE_TWICE, id.get(), Effect.ROW_LEFT_OUT);
            } else {
                Image image = image(element, name.get(), row);
                if (image != null) {
                    images.put(id.get(), image);
                }
            }
        }
    }

    private @Nullable Image image(JsonElement element, String name, long row) {
        Optional<Path> picture = picture(name);
        if (picture.isEmpty()) {
            note("images", row, Rules.MISSING_PICTURE, name, Effect.PICTURE_LEFT_OUT);
            return null;
        }
        try {
            PictureSize size = PictureSize.of(picture.get());
            int width = number(element, "width").orElse((double) size.width()).intValue();
            int height =
                    number(element, "height").orElse((double) size.height()).intValue();
            if (width != size.width() || height != size.height()) {
                note(
                        "images",
                        row,
                        Rules.SIZE_DIFFERS,
                        name + " has " + size.width() + " x " + size.height() + ", not " + width + " x " + height,
                        Effect.KEPT);
            }
            return new Image(picture.get(), size.width(), size.height(), new ArrayList<>());
        } catch (IOException e) {
            note("images", row, Rules.UNREADABLE, String.valueOf(e.getMessage()), Effect.PICTURE_LEFT_OUT);
            return null;
        }
    }

    /** Beside the file, or in a folder images beside it or beside its folder. */
    private Optional<Path> picture(String name) {
        Path folder = TextFile.folder(file);
        try {
            for (Path base : List.of(folder, folder.resolve("images"), folder.resolve("../images"))) {
                if (Files.isRegularFile(base.resolve(name))) {
                    return Optional.of(base.resolve(name).normalize());
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private void readAnnotations(JsonArray array) {
        Set<String> ids = new HashSet<>();
        long row = 0;
        for (JsonElement element : array) {
            row++;
            text(element, "id").ifPresent(id -> noteId(id, ids));
            annotation(element, row);
        }
    }

    private void noteId(String id, Set<String> ids) {
        if (id.equals("0")) {
            findings.add(new Finding(
                    file + " annotations", 0, Rules.ID_ZERO, "", Effect.KEPT, "pycocotools never matches it"));
        }
        if (!ids.add(id)) {
            note("annotations", 0, Rules.ID_TWICE, id, Effect.KEPT);
        }
    }

    private void annotation(JsonElement element, long row) {
        Integer classIndex = number(element, "category_id")
                .map(id -> classOfCategory.get(id.longValue()))
                .orElse(null);
        if (classIndex == null) {
            note(
                    "annotations",
                    row,
                    Rules.UNKNOWN_CATEGORY,
                    text(element, "category_id").orElse("none"),
                    Effect.ROW_LEFT_OUT);
            return;
        }
        Image image = images.get(text(element, "image_id").orElse(""));
        if (image == null) {
            note(
                    "annotations",
                    row,
                    Rules.UNKNOWN_IMAGE,
                    text(element, "image_id").orElse("none"),
                    Effect.ROW_LEFT_OUT);
            return;
        }
        double[] box = box(element);
        if (box == null) {
            note("annotations", row, Rules.NO_BOX, "", Effect.ROW_LEFT_OUT);
            return;
        }
        if (box[2] <= 0 || box[3] <= 0) {
            note("annotations", row, Rules.NO_AREA, box[2] + " x " + box[3], Effect.ROW_LEFT_OUT);
            return;
        }
        if (box[0] < -0.5
                || box[1] < -0.5
                || box[0] + box[2] > image.width() + 0.5
                || box[1] + box[3] > image.height() + 0.5) {
            note("annotations", row, Rules.OUTSIDE, java.util.Arrays.toString(box), Effect.KEPT);
        }
        Optional<Double> area = number(element, "area");
        if (area.isEmpty()) {
            findings.add(new Finding(
                    file + " annotations",
                    row,
                    Rules.NO_STATED_AREA,
                    "the box's is taken",
                    Effect.KEPT,
                    "pycocotools stops"));
        }
        boolean isCrowd = number(element, "iscrowd").orElse(0.0) != 0;
        image.boxes()
                .add(new LabelledBox(
                        classIndex, box[0], box[1], box[2], box[3], area.orElse(box[2] * box[3]), isCrowd, false));
    }

    private static double @Nullable [] box(JsonElement element) {
        if (!(element instanceof JsonObject object)
                || !(object.get("bbox") instanceof JsonArray array)
                || array.size() != 4) {
            return null;
        }
        double[] box = new double[4];
        for (int i = 0; i < box.length; i++) {
            try {
                box[i] = array.get(i).getAsDouble();
            } catch (RuntimeException e) {
                return null;
            }
            if (!Double.isFinite(box[i])) {
                return null;
            }
        }
        return box;
    }

    private void note(String list, long row, String rule, String found, Effect effect) {
        findings.add(new Finding(file + " " + list, row, rule, found, effect, ""));
    }

    private static Optional<Double> number(JsonElement element, String key) {
        if (element instanceof JsonObject object
                && object.get(key) != null
                && object.get(key).isJsonPrimitive()) {
            try {
                double value = object.get(key).getAsDouble();
                return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(JsonElement element, String key) {
        return element instanceof JsonObject object
                        && object.get(key) != null
                        && object.get(key).isJsonPrimitive()
                ? Optional.of(object.get(key).getAsString())
                : Optional.empty();
    }
}
