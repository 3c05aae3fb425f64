package org.inceptionnext.network.yolov5;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads the published row format: {@code nc}, {@code depth_multiple}, {@code width_multiple}, {@code anchors}, {@code
 * activation} and the rows of {@code backbone} and {@code head}.
 *
 * <p>The original evaluates every text of a row as Python. Here a text is None, True, False, or itself.
 */
final class DetectorFileReader {
    private static final List<String> KEYS = List.of(
            "nc",
            "depth_multiple",
            "width_multiple",
            "anchors",
            "activation",
            "backbone",
            "head",
            // Checkpoints add what the network was built with; whether it works in place changes no number.
            "ch",
            "inplace");

    private static final int RGB = 3;
    private static final int MAX_ROWS = 500;
    private static final int MAX_REPEATS = 100;
    private static final int MAX_MULTIPLE = 16;

    private final String name;
    private final Map<?, ?> content;

    private DetectorFileReader(String name, Map<?, ?> content) {
        this.name = name;
        this.content = content;
    }

    /**
     * Reads a file.
     *
     * @param name how messages name it
     * @throws RowFormatException if it is not YAML or not a detector
     */
    static DetectorFile read(String name, InputStream yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .build();
        Object root;
        try {
            root = new Load(settings).loadFromInputStream(yaml);
        } catch (YamlEngineException e) {
            throw RowFormatException.at(name + " is not YAML", e);
        }
        if (!(root instanceof Map<?, ?> content)) {
            throw new RowFormatException(name, "must have the keys " + String.join(", ", KEYS));
        }
        return read(name, content);
    }

    /** The same for content that is read already, such as that inside a checkpoint. */
    static DetectorFile read(String name, Map<?, ?> content) {
        return new DetectorFileReader(name, content).file();
    }

    private DetectorFile file() {
        for (Object key : content.keySet()) {
            if (!(key instanceof String text) || !KEYS.contains(text)) {
                throw RowFormatException.unknown(name, "unknown key " + Arguments.show(key), String.valueOf(key), KEYS);
            }
        }
        List<Row> rows = new ArrayList<>();
        addRows(rows, "backbone");
        addRows(rows, "head");
        return new DetectorFile(
                name,
                number("nc", null),
                number("ch", RGB),
                new DetectorFile.Multiples(multiple("depth_multiple"), multiple("width_multiple")),
                activation(),
                anchors(),
                rows);
    }

    private int number(String key, @Nullable Integer otherwise) {
        Object value = content.get(key);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value instanceof Integer number && number >= 1 && number <= Arguments.LIMIT) {
            return number;
        }
        throw wrong(key, "a whole number from 1 to " + Arguments.LIMIT, value);
    }

    private double multiple(String key) {
        Object value = content.get(key);
        if (value instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= MAX_MULTIPLE) {
            return number.doubleValue();
        }
        throw wrong(key, "a number above 0 and up to " + MAX_MULTIPLE, value);
    }

    private Activation activation() {
        Object value = content.get("activation");
        if (value == null) {
            return Activation.SILU;
        }
        if (!(value instanceof String text)) {
            throw wrong("activation", "the name of one", value);
        }
        try {
            return Activation.parse(text);
        } catch (IllegalArgumentException e) {
            throw RowFormatException.at(name, e);
        }
    }

    private Anchors anchors() {
        try {
            return Anchors.parse(content.get("anchors"));
        } catch (IllegalArgumentException e) {
            throw RowFormatException.at(name, e);
        }
    }

    private void addRows(List<Row> rows, String key) {
        Object value = content.get(key);
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw wrong(key, "a list of rows [from, number, module, arguments]", value);
        }
        for (Object row : list) {
            if (rows.size() == MAX_ROWS) {
                throw new RowFormatException(name, "has more than " + MAX_ROWS + " rows");
            }
            rows.add(row(rows.size(), row));
        }
    }

    private Row row(int sequence, @Nullable Object value) {
        if (!(value instanceof List<?> cells) || cells.size() != 4) {
            throw new RowFormatException(
                    name + ", row " + sequence,
                    "must be [from, number, module, arguments], but is " + Arguments.show(value));
        }
        if (!(cells.get(2) instanceof String module)) {
            throw new RowFormatException(
                    name + ", row " + sequence, "module must be a name, but is " + Arguments.show(cells.get(2)));
        }
        String place = name + ", row " + sequence + " (" + PrintableText.quote(module) + ")";
        if (!(cells.get(1) instanceof Integer number) || number < 1 || number > MAX_REPEATS) {
            throw new RowFormatException(
                    place, "number must be from 1 to " + MAX_REPEATS + ", but is " + Arguments.show(cells.get(1)));
        }
        if (!(cells.get(3) instanceof List<?> arguments)) {
            throw new RowFormatException(place, "arguments must be a list, but are " + Arguments.show(cells.get(3)));
        }
        return new Row(sequence, from(place, cells.get(0)), number, module, literals(arguments));
    }

    private static List<Integer> from(String place, @Nullable Object value) {
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        if (values.isEmpty() || !values.stream().allMatch(Integer.class::isInstance)) {
            throw new RowFormatException(
                    place, "from must be the index of a row or a list of them, but is " + Arguments.show(value));
        }
        return values.stream().map(Integer.class::cast).toList();
    }

    private static List<@Nullable Object> literals(List<?> arguments) {
        List<@Nullable Object> literals = new ArrayList<>();
        for (Object argument : arguments) {
            literals.add(literal(argument));
        }
        return literals;
    }

    private static @Nullable Object literal(@Nullable Object argument) {
        if ("None".equals(argument)) {
            return null;
        }
        if ("True".equals(argument) || "False".equals(argument)) {
            return "True".equals(argument);
        }
        return argument;
    }

    private RowFormatException wrong(String key, String allowed, @Nullable Object found) {
        String shown = content.containsKey(key) ? "is " + Arguments.show(found) : "is missing";
        return new RowFormatException(name, key + " must be " + allowed + ", but " + shown);
    }
}
