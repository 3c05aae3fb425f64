package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a YOLO data set's own file says: class names, and where the pictures of each part are (folders or lists).
 *
 * @param classes by number
 * @param parts for each part, folders or lists of pictures
 */
record YoloIndex(List<String> classes, Map<Split, List<Path>> parts) {
    private static final int MAX_CLASSES = 100_000;

    static YoloIndex of(Path file, Findings findings) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.equals("obj.data")) {
            return ofDarknet(file);
        }
        return name.equals("classes.txt") ? ofLabelStudio(file) : ofYaml(file, findings);
    }

    /** Label Studio: names, and {@code images/} beside {@code labels/}. */
    private static YoloIndex ofLabelStudio(Path file) throws IOException {
        Path images = TextFile.folder(file).resolve("images");
        if (!Files.isDirectory(images)) {
            throw new DataSetException(
                    file.toString(), 0, "no folder images beside it", "Export with pictures, or put them there");
        }
        return new YoloIndex(names(file), Map.of(Split.TRAIN, List.of(images)));
    }

    private static List<String> names(Path file) throws IOException {
        List<String> names = TextFile.lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new DataSetException(file.toString(), 0, "not one class name in it", "Write one a line");
        }
        return names;
    }

    /** CVAT's YOLO 1.1: {@code key = value} rows. */
    private static YoloIndex ofDarknet(Path file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String line : TextFile.lines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        Path folder = TextFile.folder(file);
        Map<Split, List<Path>> parts = new EnumMap<>(Split.class);
        for (String key : List.of("train", "valid", "test")) {
            String value = values.get(key);
            if (value != null) {
                parts.put(Split.ofName(key).orElseThrow(), List.of(existing(file, folder, value)));
            }
        }
        YoloReader.requireParts(file, parts);
        String names = values.getOrDefault("names", "obj.names");
        return new YoloIndex(names(existing(file, folder, names)), parts);
    }

    private static Path existing(Path file, Path folder, String value) throws DataSetException {
        for (String candidate : List.of(value, value.replaceFirst("^(\\./)?data/", ""))) {
            if (Files.exists(folder.resolve(candidate))) {
                return folder.resolve(candidate);
            }
        }
        throw new DataSetException(
                file.toString(), 0, "it names " + value + ", which is not there", "Put it beside " + file);
    }

    private static YoloIndex ofYaml(Path file, Findings findings) throws IOException {
        Map<?, ?> yaml = yaml(file);
        List<String> classes = classes(file, yaml.get("names"));
        if (yaml.get("nc") instanceof Number nc && nc.intValue() != classes.size()) {
            findings.add(new Finding(
                    file.toString(),
                    0,
                    Rules.CLASS_COUNT,
                    nc + ", and " + classes.size() + " names",
                    Effect.KEPT,
                    "YOLOv5 counts the names"));
        }
        Path folder = TextFile.folder(file);
        Path root = yaml.get("path") instanceof String path ? folder.resolve(path) : folder;
        Map<Split, List<Path>> parts = new EnumMap<>(Split.class);
        for (String key : List.of("train", "val", "valid", "test")) {
            Split split = Split.ofName(key).orElseThrow();
            List<Path> sources = new ArrayList<>();
            for (String value : texts(yaml.get(key))) {
                source(file, root, value, findings).ifPresent(sources::add);
            }
            if (!sources.isEmpty()) {
                parts.put(split, sources);
            }
        }
        YoloReader.requireParts(file, parts);
        return new YoloIndex(classes, parts);
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setCodePointLimit(1 << 24)
                    .build();
            if (new Load(settings).loadFromString(TextFile.text(file)) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YamlEngineException e) {
            throw new DataSetException(
                    file.toString(),
                    0,
                    "no YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "Correct it there");
        }
        throw new DataSetException(file.toString(), 0, "no YAML with names and train in it", "Write names: and train:");
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text);
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Roboflow's paths point one level too high where the file lies at the data's root. */
    private static Optional<Path> source(Path file, Path root, String value, Findings findings) {
        Path said = root.resolve(value);
        if (Files.exists(said)) {
            return Optional.of(said);
        }
        Path lower = root.resolve(value.replaceFirst("^(\\.\\./)+", ""));
        boolean isThere = Files.exists(lower);
        findings.add(new Finding(
                file.toString(),
                0,
                isThere ? Rules.PATH_TRIED : Rules.MISSING_PICTURE,
                value + (isThere ? " is " + lower : " is not there"),
                isThere ? Effect.KEPT : Effect.FILE_LEFT_OUT,
                ""));
        return isThere ? Optional.of(lower) : Optional.empty();
    }

    private static List<String> classes(Path file, @Nullable Object names) throws DataSetException {
        if (names instanceof List<?> list && !list.isEmpty()) {
            return list.stream().map(String::valueOf).toList();
        }
        if (!(names instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new DataSetException(file.toString(), 0, "no names of classes in it", "Write names: [cat, dog]");
        }
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            try {
                byNumber.put(Integer.parseInt(String.valueOf(entry.getKey())), String.valueOf(entry.getValue()));
            } catch (NumberFormatException e) {
                throw new DataSetException(
                        file.toString(),
                        0,
                        "a class number that is none: " + entry.getKey(),
                        "Number the names from 0");
            }
        }
        if (byNumber.firstKey() < 0 || byNumber.lastKey() >= MAX_CLASSES) {
            throw new DataSetException(
                    file.toString(),
                    0,
                    "class numbers from " + byNumber.firstKey() + " to " + byNumber.lastKey(),
                    "Number the names from 0");
        }
        List<String> classes = new ArrayList<>();
        for (int i = 0; i <= byNumber.lastKey(); i++) {
            classes.add(byNumber.getOrDefault(i, "class_" + i));
        }
        return classes;
    }
}
