package org.inceptionnext.train.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Recipes by name and from files: flat YAML, every key required but in an own file, which begins from {@code finetune}, or for a
 * detector from {@link #DETECTOR_DEFAULT}.
 */
public final class RecipeFile {
    /** The recipes that come with the library. */
    public static final List<String> NAMES = List.of("head", "finetune", "scratch");

    /** Those for detectors. */
    public static final List<String> DETECTOR_NAMES = List.of("yolov5", "inceptionnext");

    /** The one that a detector is trained by where nothing else is said, and that an own file for one begins from. */
    public static final String DETECTOR_DEFAULT = "yolov5";

    /** The one for a detector with an InceptionNeXt backbone where nothing else is said. */
    public static final String INCEPTIONNEXT_DEFAULT = "inceptionnext";

    private static final String FOLDER = "/org/inceptionnext/zoo/recipes/";

    private RecipeFile() {}

    /**
     * Reads the values of a classifier's recipe.
     *
     * @param name one of {@link #NAMES}, or a file
     * @throws RecipeException if there is no such recipe, or it is no flat YAML
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> values(String name) throws IOException {
        return values(name, NAMES, "finetune");
    }

    /**
     * Reads the values of a detector's recipe.
     *
     * @param name one of {@link #DETECTOR_NAMES}, or a file
     * @throws RecipeException if there is no such recipe, or it is no flat YAML
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> detectorValues(String name) throws IOException {
        return values(name, DETECTOR_NAMES, DETECTOR_DEFAULT);
    }

    private static Map<String, String> values(String name, List<String> names, String begin) throws IOException {
        if (names.contains(name)) {
            // The name alone would be that of the networks.
            return builtin(name.equals("inceptionnext") ? "inceptionnext-detector" : name);
        }
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new RecipeException("no recipe " + name + "; there are " + String.join(", ", names)
                    + ", or give a YAML file of your own");
        }
        Map<String, String> values = new LinkedHashMap<>(values(begin, names, begin));
        values.putAll(parse(name, Files.readString(file)));
        return values;
    }

    private static Map<String, String> builtin(String name) throws IOException {
        try (InputStream stream = RecipeFile.class.getResourceAsStream(FOLDER + name + ".yaml")) {
            if (stream == null) {
                throw new IllegalStateException("the library's own recipe " + name + " is not on the class path");
            }
            return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> parse(String file, String text) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new RecipeException(file + " is not YAML: " + e.getMessage());
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw new RecipeException(file + ": expected lines of the form \"epochs: 20\"");
        }
        Map<String, String> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(String.valueOf(key), text(value)));
        return values;
    }

    private static String text(Object value) {
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }
}
