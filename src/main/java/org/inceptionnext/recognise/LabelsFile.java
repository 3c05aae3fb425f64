package org.inceptionnext.recognise;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A user's file of class names: UTF-8 text with one name a line, or the YAML of a training ({@code data.yaml}), whose {@code
 * names} are a list or a map by class number.
 */
public final class LabelsFile {
    private static final long MAX_BYTES = 16L << 20;

    private LabelsFile() {}

    /**
     * Reads the names.
     *
     * @param classes how many the network has
     * @return a name for each class
     * @throws IOException if the file cannot be read, or has another number of names
     */
    public static List<String> read(Path file, int classes) throws IOException {
        String text = text(file);
        Map<Long, String> names = isYaml(file) ? ofYaml(file, text) : ofLines(text);
        boolean isInRange = names.keySet().stream().allMatch(index -> index < classes);
        if (names.size() != classes || !isInRange) {
            throw new IOException(
                    file + ": found " + names.size() + " class names, the network has " + classes + " classes");
        }
        return ClassNames.of(names, classes, "labels").names();
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + ": more than " + MAX_BYTES + " bytes; allowed is a file of class names");
            }
            return SidecarJson.withoutMark(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(file.toString(), null, "no such file of class names");
        } catch (CharacterCodingException e) {
            throw new IOException(
                    file + ": not UTF-8; allowed is a text file with one class name a line, or a data.yaml", e);
        }
    }

    private static boolean isYaml(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Map<Long, String> ofLines(String text) {
        List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        Map<Long, String> names = new LinkedHashMap<>();
        lines.forEach(line -> names.put((long) names.size(), line));
        return names;
    }

    private static Map<Long, String> ofYaml(Path file, String text) throws IOException {
        Object root;
        try {
            root = new Load(LoadSettings.builder()
                            .setLabel(file.toString())
                            .setSchema(new CoreSchema())
                            .build())
                    .loadFromString(text);
        } catch (YamlEngineException e) {
            throw new IOException(file + ": not YAML: " + e.getMessage(), e);
        }
        Object names = root instanceof Map<?, ?> content ? content.get("names") : null;
        Map<Long, String> byIndex = new LinkedHashMap<>();
        if (names instanceof List<?> list) {
            list.forEach(name -> byIndex.put((long) byIndex.size(), python(name)));
            return byIndex;
        }
        if (names instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof Integer index) || index < 0) {
                    throw new IOException(
                            file + ": names has the key " + PrintableText.quote(String.valueOf(entry.getKey()))
                                    + "; keys are the numbers of classes");
                }
                byIndex.put((long) index, python(entry.getValue()));
            }
            return byIndex;
        }
        throw new IOException(
                file + ": a YAML file without names; allowed is a list or a map of names by class number");
    }

    /** As Python's {@code str} gives it. */
    private static String python(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value == null ? "None" : value.toString();
    }
}
