package org.inceptionnext.recognise;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code config.json} of a timm or Hugging Face folder says: how pictures are prepared, and what the classes are
 * called. timm writes the preprocessing under {@code pretrained_cfg}; before 0.9 it stood at the top.
 *
 * @param pictures the preprocessing, as far as it is stated
 * @param names names by class number; empty if there are none
 */
record FolderConfig(PictureSettings pictures, Map<Long, String> names) {
    private static final String PRETRAINED = "pretrained_cfg";
    private static final int CHANNELS = 3;
    private static final int MAX_SIDE = 16_384;
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    static final FolderConfig NONE = new FolderConfig(PictureSettings.NONE, Map.of());

    /**
     * Reads a file.
     *
     * @throws RecognitionException if a field is of the wrong kind, or asks for a preprocessing that there is not
     */
    static FolderConfig read(Path file) throws IOException {
        return of(file, SidecarJson.read(file));
    }

    /** The same for an object that is read already. */
    static FolderConfig of(Path file, JsonObject root) throws RecognitionException {
        return new Fields(file, root).config();
    }

    private record Fields(Path file, JsonObject root) {

        FolderConfig config() throws RecognitionException {
            List<Double> size = numbers("input_size", CHANNELS);
            PictureSettings pictures = new PictureSettings(
                    side(size, 1),
                    side(size, 2),
                    cropPct(),
                    cropMode(),
                    interpolation(),
                    Optional.ofNullable(numbers("mean", CHANNELS)),
                    std());
            return new FolderConfig(pictures, names());
        }

        /** The nested field, or that of an old file at the top; JSON's null is none. */
        private @Nullable JsonElement field(String name) {
            JsonElement nested = root.get(PRETRAINED) instanceof JsonObject cfg ? cfg.get(name) : null;
            JsonElement found = nested == null || nested.isJsonNull() ? root.get(name) : nested;
            return found == null || found.isJsonNull() ? null : found;
        }

        private @Nullable List<Double> numbers(String name, int count) throws RecognitionException {
            JsonElement value = field(name);
            return value == null ? null : SidecarJson.numbers(file, name, value, count);
        }

        private Optional<Integer> side(@Nullable List<Double> size, int index) throws RecognitionException {
            if (size == null) {
                return Optional.empty();
            }
            double side = size.get(index);
            if (side >= 1 && side <= MAX_SIDE && side == Math.rint(side)) {
                return Optional.of((int) side);
            }
            throw SidecarJson.wrong(file, "input_size", field("input_size"), "[channels, height, width] in pixels");
        }

        private Optional<Double> cropPct() throws RecognitionException {
            JsonElement value = field("crop_pct");
            if (value == null) {
                return Optional.empty();
            }
            double share = SidecarJson.number(file, "crop_pct", value);
            if (share > 0 && share <= CHANNELS) {
                return Optional.of(share);
            }
            throw SidecarJson.wrong(file, "crop_pct", value, "a share above 0");
        }

        private Optional<List<Double>> std() throws RecognitionException {
            List<Double> std = numbers("std", CHANNELS);
            if (std != null && std.stream().anyMatch(number -> number <= 0)) {
                throw SidecarJson.wrong(file, "std", field("std"), "three numbers above 0");
            }
            return Optional.ofNullable(std);
        }

        private Optional<CropMode> cropMode() throws RecognitionException {
            return word("crop_mode", CropMode.values());
        }

        private Optional<Interpolation> interpolation() throws RecognitionException {
            return word("interpolation", Interpolation.values());
        }

        private <E extends Enum<E>> Optional<E> word(String name, E[] values) throws RecognitionException {
            JsonElement value = field(name);
            if (value == null) {
                return Optional.empty();
            }
            String text = SidecarJson.text(file, name, value);
            for (E candidate : values) {
                if (candidate.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(candidate);
                }
            }
            String allowed = String.join(
                    ", ",
                    Arrays.stream(values)
                            .map(candidate -> candidate.name().toLowerCase(Locale.ROOT))
                            .toList());
            throw SidecarJson.wrong(file, name, value, allowed);
        }

        private Map<Long, String> names() throws RecognitionException {
            Map<Long, String> names = new LinkedHashMap<>();
            JsonElement list = field("label_names");
            if (list != null && list.isJsonArray()) {
                for (JsonElement name : list.getAsJsonArray()) {
                    put(names, names.size(), name, "label_names");
                }
                return names;
            }
            if (root.get("id2label") instanceof JsonObject byId) {
                for (Map.Entry<String, JsonElement> entry : byId.entrySet()) {
                    if (INDEX.matcher(entry.getKey()).matches()) {
                        put(names, Long.parseLong(entry.getKey()), entry.getValue(), "id2label");
                    }
                }
            }
            return names;
        }

        private void put(Map<Long, String> names, long index, JsonElement name, String field)
                throws RecognitionException {
            if (!(name instanceof JsonPrimitive primitive)) {
                throw SidecarJson.wrong(file, field, name, "texts");
            }
            names.put(index, primitive.getAsString());
        }
    }
}
