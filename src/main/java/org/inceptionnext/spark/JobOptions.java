package org.inceptionnext.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.ModelRequest.Setting;
import org.inceptionnext.djl.ModelRequest.Use;
import org.inceptionnext.text.NearestNames;

/**
 * What a {@link Job} is told.
 *
 * @param use what it does
 * @param inputs files, folders, patterns
 * @param output a folder
 * @param given all other options that were given, by name
 */
record JobOptions(Use use, List<String> inputs, String output, Map<String, String> given) {
    private static final String USAGE = "Job classify|embed|detect --input PATH... --output FOLDER --model NAME"
            + " [--format files|parquet] [--column NAME] [--id NAME] [--keep NAME,...] [--glob PATTERN] [--partitions N]"
            + " [--partition-by NAME,...] [--round-size N] [--batch-size N], and each argument of the model:"
            + " --top-k N, --weights FILE, --image-size N, ...";

    private static final List<String> OWN = List.of(
            "format",
            "column",
            "id",
            "keep",
            "glob",
            "partitions",
            "partition-by",
            "round-size",
            "batch-size",
            "model");

    /** Where pictures come from. */
    enum Format {
        FILES,
        PARQUET
    }

    JobOptions {
        inputs = List.copyOf(inputs);
        given = Map.copyOf(given);
    }

    /**
     * Reads a command line.
     *
     * @throws JobException if it is not one
     */
    static JobOptions parse(String... words) {
        if (words.length == 0) {
            throw JobException.usage("nothing says what to do", USAGE);
        }
        Use use = use(words[0]);
        List<String> inputs = new ArrayList<>();
        Map<String, String> given = new LinkedHashMap<>();
        int i = 1;
        while (i < words.length) {
            String name = name(use, words[i]);
            int first = ++i;
            while (i < words.length && !words[i].startsWith("--")) {
                i++;
            }
            List<String> values = List.of(words).subList(first, i);
            if (name.equals("input")) {
                inputs.addAll(values);
            } else if (values.size() != 1) {
                throw JobException.usage("--" + name + " takes one value; found " + values.size(), USAGE);
            } else if (given.put(name, values.get(0)) != null) {
                throw JobException.usage("--" + name + " is given twice", USAGE);
            }
        }
        String output = given.remove("output");
        if (inputs.isEmpty() || output == null || !given.containsKey("model")) {
            String missing = inputs.isEmpty() ? "--input" : output == null ? "--output" : "--model";
            throw JobException.usage(missing + " is missing", USAGE);
        }
        JobOptions options = new JobOptions(use, inputs, output, given);
        options.format();
        options.number("partitions");
        options.number("round-size");
        options.number("batch-size");
        return options;
    }

    private static Use use(String word) {
        for (Use use : Use.values()) {
            if (use.name().toLowerCase(Locale.ROOT).equals(word)) {
                return use;
            }
        }
        throw JobException.usage("found \"" + word + "\"; allowed is classify, embed or detect", USAGE);
    }

    private static String name(Use use, String word) {
        TreeSet<String> known = new TreeSet<>(OWN);
        known.addAll(List.of("input", "output"));
        ModelRequest.settings(use).forEach(setting -> known.add(option(setting)));
        String name = word.startsWith("--") ? word.substring(2) : word;
        if (!word.startsWith("--") || !known.contains(name)) {
            List<String> nearest = NearestNames.of(name, known);
            throw JobException.usage(
                    "found \"" + word + "\", which is no option"
                            + (nearest.isEmpty() ? "" : "; did you mean --" + nearest.get(0) + "?"),
                    USAGE);
        }
        return name;
    }

    /** An argument's name as an option: {@code topK} is {@code --top-k}. */
    private static String option(Setting setting) {
        return setting.name().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    Format format() {
        String format = given.getOrDefault("format", "files");
        return switch (format) {
            case "files" -> Format.FILES;
            case "parquet" -> Format.PARQUET;
            default -> throw JobException.usage("--format: found \"" + format + "\"; allowed is files, parquet", USAGE);
        };
    }

    Optional<Integer> number(String name) {
        String value = given.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw JobException.usage("--" + name + ": found \"" + value + "\"; allowed is a number above 0", USAGE);
        }
        return Optional.of(Integer.parseInt(value));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    List<String> names(String option) {
        String value = given.getOrDefault(option, "");
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    /** Returns the column that tells pictures apart. */
    String id() {
        return given.getOrDefault("id", "path");
    }

    /** Returns the column of pictures. */
    String column() {
        return format() == Format.FILES ? id() : given.getOrDefault("column", "content");
    }

    String model() {
        return given.getOrDefault("model", "");
    }

    /** Returns the transformer that does it. */
    PictureTransformer<?, ?> transformer() {
        PictureTransformer<?, ?> transformer = switch (use) {
            case CLASSIFY -> new PictureClassifier();
            case EMBED -> new PictureEmbedder();
            case DETECT -> new PictureDetector();
        };
        transformer.setModel(model());
        transformer.setInputCol(column());
        number("batch-size").ifPresent(transformer::setBatchSize);
        for (Setting setting : ModelRequest.settings(use)) {
            text(option(setting)).ifPresent(value -> transformer.setArgument(setting.name(), value));
        }
        return transformer;
    }
}
