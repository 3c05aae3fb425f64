package org.inceptionnext.djl;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.Size;

/**
 * What values an argument takes. They come as DJL hands them over: strings from URLs and {@code serving.properties}, doubles
 * from JSON, anything from {@code Criteria.optArgument}.
 *
 * @param allowed the values, in words
 * @param parser makes one of what was given
 */
record ArgumentType<T>(String allowed, Parser<T> parser) {
    private static final int COLOURS = 3;

    static final ArgumentType<String> TEXT =
            new ArgumentType<>("a text", value -> Optional.of(text(value)).filter(text -> !text.isEmpty()));

    static final ArgumentType<Integer> COUNT =
            new ArgumentType<>("a whole number above 0", value -> count(text(value)));

    static final ArgumentType<Double> FRACTION =
            new ArgumentType<>("a number from 0 to 1", value -> number(value).filter(it -> it >= 0 && it <= 1));

    static final ArgumentType<Double> POSITIVE_FRACTION = new ArgumentType<>(
            "a number above 0, at most 1", value -> number(value).filter(it -> it > 0 && it <= 1));

    static final ArgumentType<Boolean> FLAG =
            new ArgumentType<>("true or false", value -> switch (text(value).toLowerCase(Locale.ROOT)) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            });

    static final ArgumentType<Path> FILE = new ArgumentType<>("the path of a file, or a file: URL", ArgumentType::file);

    static final ArgumentType<WeightsPlace> WEIGHTS = new ArgumentType<>(
            "the path of a file or folder, a file: URL, hf://OWNER/NAME[@REVISION], or https://HOST/FILE[#sha256=HEX]",
            ArgumentType::weights);

    static final ArgumentType<List<String>> LIST =
            new ArgumentType<>("a list with commas between its items", ArgumentType::list);

    static final ArgumentType<List<Double>> MEANS = new ArgumentType<>(
            "three numbers from 0 to 1 (R, G, B) with commas between",
            value -> colours(value).filter(all -> all.stream().allMatch(it -> it >= 0 && it <= 1)));

    static final ArgumentType<List<Double>> DEVIATIONS = new ArgumentType<>(
            "three numbers above 0 (R, G, B) with commas between",
            value -> colours(value).filter(all -> all.stream().allMatch(it -> it > 0)));

    static final ArgumentType<Size> SIZE =
            new ArgumentType<>("a side, or HEIGHTxWIDTH, in pixels", value -> size(text(value)));

    /** Makes a value; empty if what was given is none. */
    interface Parser<T> {
        Optional<T> parse(Object value);
    }

    /** The constants of an enum, in lower case. */
    static <E extends Enum<E>> ArgumentType<E> oneOf(Class<E> type) {
        String allowed =
                Stream.of(type.getEnumConstants()).map(ArgumentType::spelling).collect(Collectors.joining(", "));
        return new ArgumentType<>(
                allowed,
                value -> Stream.of(type.getEnumConstants())
                        .filter(constant -> spelling(constant).equalsIgnoreCase(text(value)))
                        .findFirst());
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        return value.toString().strip();
    }

    private static Optional<Double> number(Object value) {
        try {
            return Optional.of(Double.parseDouble(text(value))).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Parses a whole number above 0; JSON's {@code 224.0} is one. */
    private static Optional<Integer> count(String text) {
        return number(text)
                .filter(it -> it >= 1 && it <= Integer.MAX_VALUE && it == Math.rint(it))
                .map(Double::intValue);
    }

    private static Optional<Size> size(String text) {
        String[] sides = text.split("x", -1);
        Optional<Integer> height = count(sides[0]);
        Optional<Integer> width = count(sides[sides.length - 1]);
        return sides.length > 2 || height.isEmpty() || width.isEmpty()
                ? Optional.empty()
                : Optional.of(new Size(height.get(), width.get()));
    }

    private static Optional<Path> file(Object value) {
        if (value instanceof Path path) {
            return Optional.of(path);
        }
        String text = text(value);
        try {
            return Optional.of(text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text));
        } catch (InvalidPathException | FileSystemNotFoundException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            // Not a URL that names a file.
            return Optional.empty();
        }
    }

    private static Optional<WeightsPlace> weights(Object value) {
        if (value instanceof Path path) {
            return Optional.of(new WeightsPlace.Local(path));
        }
        try {
            return Optional.of(WeightsPlace.parse(text(value)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A list of Java, or a text with commas between, in brackets or not. */
    private static Optional<List<String>> list(Object value) {
        Stream<String> items = value instanceof Collection<?> collection
                ? collection.stream().map(String::valueOf)
                : Stream.of(text(value).replaceAll("^\\[|]$", "").split(",", -1));
        List<String> stripped = items.map(String::strip).toList();
        return stripped.stream().anyMatch(String::isEmpty) ? Optional.empty() : Optional.of(stripped);
    }

    private static Optional<List<Double>> colours(Object value) {
        List<Double> numbers = new ArrayList<>();
        for (String item : list(value).orElse(List.of())) {
            number(item).ifPresent(numbers::add);
        }
        return numbers.size() == COLOURS ? Optional.of(numbers) : Optional.empty();
    }
}
