package org.inceptionnext.djl;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as DJL hands them over: strings from URLs and {@code serving.properties}, doubles from JSON, anything from
 * {@code Criteria.optArgument}. What is not what it should be is an error; nothing falls back in silence.
 */
final class ArgumentReader {
    private static final int SHOWN_CHARS = 80;

    private final Map<String, ?> arguments;

    ArgumentReader(Map<String, ?> arguments) {
        this.arguments = arguments;
    }

    /** Refuses a name that is one of these but for case and punctuation: {@code num_classes}. */
    void refuseMisspelt(List<String> names) {
        for (String given : arguments.keySet()) {
            for (String name : names) {
                if (!given.equals(name) && letters(given).equals(letters(name))) {
                    throw new ArgumentException("argument " + given + ": write it " + name);
                }
            }
        }
    }

    Optional<String> text(String name) {
        Object value = value(name);
        return value == null ? Optional.empty() : Optional.of(text(value));
    }

    Optional<Integer> count(String name) {
        Object value = value(name);
        return value == null ? Optional.empty() : Optional.of(count(name, text(value)));
    }

    boolean flag(String name, boolean otherwise) {
        Object value = value(name);
        if (value == null) {
            return otherwise;
        }
        return switch (text(value).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, value, "true or false");
        };
    }

    Optional<Path> file(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Path path) {
            return Optional.of(path);
        }
        String text = text(value);
        try {
            return Optional.of(text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text));
        } catch (InvalidPathException | FileSystemNotFoundException e) {
            throw wrong(name, value, "the path of a file");
        } catch (IllegalArgumentException e) {
            throw wrong(name, value, "the path of a file, or a file: URL");
        }
    }

    /** Reads a number from 0 to 1. */
    Optional<Double> fraction(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            double number = Double.parseDouble(text(value));
            if (number >= 0 && number <= 1) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a number from 0 to 1");
        }
        throw wrong(name, value, "a number from 0 to 1");
    }

    /** Reads a list: one of Java, or a text with commas between. */
    List<String> list(String name) {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        Stream<String> items = value instanceof Collection<?> collection
                ? collection.stream().map(String::valueOf)
                : Stream.of(text(value).split(",", -1));
        List<String> stripped = items.map(String::strip).toList();
        if (stripped.stream().anyMatch(String::isEmpty)) {
            throw wrong(name, value, "a list with commas between its items");
        }
        return stripped;
    }

    <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        Object value = value(name);
        if (value == null) {
            return otherwise;
        }
        List<String> allowed = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String spelling = constant.name().toLowerCase(Locale.ROOT);
            if (spelling.equals(text(value).toLowerCase(Locale.ROOT))) {
                return constant;
            }
            allowed.add(spelling);
        }
        throw wrong(name, value, String.join(", ", allowed));
    }

    ArgumentException wrong(String name, Object found, String allowed) {
        String shown = found.toString().replaceAll("\\p{Cntrl}", "?");
        String cut = shown.length() <= SHOWN_CHARS ? shown : shown.substring(0, SHOWN_CHARS) + "...";
        return new ArgumentException("argument " + name + ": found \"" + cut + "\", allowed " + allowed);
    }

    /** Parses a whole number above 0; JSON's {@code 224.0} is one. */
    int count(String name, String text) {
        try {
            double number = Double.parseDouble(text);
            if (number >= 1 && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a whole number above 0");
        }
        throw wrong(name, text, "a whole number above 0");
    }

    private @Nullable Object value(String name) {
        return arguments.get(name);
    }

    private static String text(Object value) {
        return value.toString().strip();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
