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

/** Recipes by name and from files: flat YAML, every key required but in an own file, which begins from {@code finetune}. */
public final class RecipeFile {
    /** The recipes that come with the library. */
    public static final List<String> NAMES = List.of("head", "finetune", "scratch");

    private static final String FOLDER = "/org/inceptionnext/zoo/recipes/";

    private RecipeFile() {}

    /**
     * Reads a recipe's values.
     *
     * @param name one of {@link #NAMES}, or a file
     * @throws RecipeException if there is no such recipe, or it is no flat YAML
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> values(String name) throws IOException {
        if (NAMES.contains(name)) {
            try (InputStream stream = RecipeFile.class.getResourceAsStream(FOLDER + name + ".yaml")) {
                if (stream == null) {
                    throw new IllegalStateException("the library's own recipe " + name + " is not on the class path");
                }
                return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new RecipeException("no recipe " + name + "; there are " + String.join(", ", NAMES)
                    + ", or give a YAML file of your own");
        }
        Map<String, String> values = new LinkedHashMap<>(values("finetune"));
        values.putAll(parse(name, Files.readString(file)));
        return values;
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
