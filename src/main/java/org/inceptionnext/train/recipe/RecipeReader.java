package org.inceptionnext.train.recipe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;
import org.inceptionnext.train.recipe.Recipe.Computation;
import org.inceptionnext.train.recipe.Recipe.Descent;
import org.inceptionnext.train.recipe.Recipe.Length;
import org.inceptionnext.train.recipe.Recipe.Optimizers;
import org.inceptionnext.train.recipe.Recipe.Part;
import org.inceptionnext.train.recipe.Recipe.Rates;
import org.inceptionnext.train.recipe.Recipe.Regularization;
import org.inceptionnext.train.recipe.Recipe.Shape;
import org.inceptionnext.train.recipe.Recipe.Start;

/** Values of a recipe's keys as a recipe. */
public final class RecipeReader {
    private final Map<String, String> values;
    private final TreeSet<String> read = new TreeSet<>();

    private RecipeReader(Map<String, String> values) {
        this.values = new LinkedHashMap<>(values);
    }

    /**
     * Reads a recipe.
     *
     * @param values by key, as {@link RecipeFile#values} gives them, some changed
     * @throws RecipeException if a key is missing, unknown, or its value is not allowed
     */
    public static Recipe read(Map<String, String> values) {
        RecipeReader reader = new RecipeReader(values);
        Recipe recipe = reader.recipe();
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(reader.read);
        if (!unknown.isEmpty()) {
            throw new RecipeException(
                    "recipe: no key " + unknown.first() + "; there are " + String.join(", ", reader.read));
        }
        return recipe;
    }

    private Recipe recipe() {
        return new Recipe(
                text("source"),
                constant("start", Start.class),
                constant("part", Part.class),
                new Length(count("epochs", 1), count("batchSize", 1), count("accumulate", 1), count("patience", 0)),
                descent(),
                new Rates(
                        constant("schedule", Shape.class),
                        positive("rate"),
                        number("leastRate", x -> x >= 0, "a number of at least 0"),
                        number("warmupEpochs", x -> x >= 0, "a number of at least 0"),
                        number("warmupRate", x -> x >= 0, "a number of at least 0")),
                new Regularization(
                        share("smoothing"),
                        share("dropPath"),
                        number("mixup", x -> x >= 0, "a number of at least 0"),
                        number("cutmix", x -> x >= 0, "a number of at least 0"),
                        constant("classWeights", ClassWeights.class)),
                augmentation(),
                new Computation(dtype(), flag("checkpointing"), scopes("freeze"), count("checkpointSeconds", 1)));
    }

    private Descent descent() {
        return new Descent(
                constant("optimizer", Optimizers.class),
                share("momentum"),
                number("weightDecay", x -> x >= 0, "a number of at least 0"),
                number("layerDecay", x -> x > 0 && x <= 1, "a number above 0, at most 1"),
                number("clip", x -> x >= 0, "a number of at least 0"),
                share("average"));
    }

    private Augmentation augmentation() {
        double least = number("cropLeast", x -> x > 0 && x <= 1, "a share above 0, at most 1");
        double most = number("cropMost", x -> x >= least && x <= 1, "a share from cropLeast to 1");
        return new Augmentation(
                least, most, number("flip", x -> x >= 0 && x <= 1, "a share from 0 to 1"), share("jitter"));
    }

    private DType dtype() {
        String value = text("dtype");
        return switch (value) {
            case "float32" -> DType.F32;
            case "bfloat16" -> DType.BF16;
            default -> throw wrong("dtype", value, "float32, bfloat16");
        };
    }

    private List<String> scopes(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    private boolean flag(String key) {
        String value = text(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(key, value, "true, false");
        }
        return value.equals("true");
    }

    private double share(String key) {
        return number(key, x -> x >= 0 && x < 1, "a number from 0 to below 1");
    }

    private double positive(String key) {
        return number(key, x -> x > 0 && x < Double.POSITIVE_INFINITY, "a number above 0");
    }

    private double number(String key, DoublePredicate allowed, String words) {
        String value = text(key);
        try {
            double number = Double.parseDouble(value);
            if (allowed.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw wrong(key, value, words);
    }

    private int count(String key, int least) {
        String value = text(key);
        try {
            int count = Integer.parseInt(value);
            if (count >= least) {
                return count;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw wrong(key, value, "a whole number of at least " + least);
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type) {
        String value = text(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        throw wrong(key, value, String.join(", ", names));
    }

    private String text(String key) {
        read.add(key);
        String value = values.get(key);
        if (value == null) {
            throw new RecipeException("recipe: the key " + key + " is missing");
        }
        return value;
    }

    private static RecipeException wrong(String key, String value, String allowed) {
        return new RecipeException("recipe: " + key + ": found " + value + ", allowed is " + allowed);
    }
}
