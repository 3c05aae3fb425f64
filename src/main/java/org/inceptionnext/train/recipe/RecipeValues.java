package org.inceptionnext.train.recipe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.inceptionnext.checkpoint.DType;

/** A recipe's values by key, each as what it is to be; what is missing, not allowed or never asked for is refused by its key. */
final class RecipeValues {
    private final Map<String, String> values;
    private final TreeSet<String> read = new TreeSet<>();

    RecipeValues(Map<String, String> values) {
        this.values = new LinkedHashMap<>(values);
    }

    /**
     * Ends the reading.
     *
     * @throws RecipeException if there is a key that nobody asked for
     */
    void requireAllRead() {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(read);
        if (!unknown.isEmpty()) {
            throw new RecipeException("recipe: no key " + unknown.first() + "; there are " + String.join(", ", read));
        }
    }

    DType dtype() {
        String value = text("dtype");
        return switch (value) {
            case "float32" -> DType.F32;
            case "bfloat16" -> DType.BF16;
            default -> throw wrong("dtype", value, "float32, bfloat16");
        };
    }

    List<String> scopes(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    boolean flag(String key) {
        String value = text(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(key, value, "true, false");
        }
        return value.equals("true");
    }

    double share(String key) {
        return number(key, x -> x >= 0 && x < 1, "a number from 0 to below 1");
    }

    /** A share that may be all. */
    double fraction(String key) {
        return number(key, x -> x >= 0 && x <= 1, "a number from 0 to 1");
    }

    double notNegative(String key) {
        return number(key, x -> x >= 0 && x < Double.POSITIVE_INFINITY, "a number of at least 0");
    }

    double positive(String key) {
        return number(key, x -> x > 0 && x < Double.POSITIVE_INFINITY, "a number above 0");
    }

    double number(String key, DoublePredicate allowed, String words) {
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

    int count(String key, int least) {
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

    <E extends Enum<E>> E constant(String key, Class<E> type) {
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

    String text(String key) {
        read.add(key);
        String value = values.get(key);
        if (value == null) {
            throw new RecipeException("recipe: the key " + key + " is missing");
        }
        return value;
    }

    /** Returns what says that a value is not allowed. */
    static RecipeException wrong(String key, String value, String allowed) {
        return new RecipeException("recipe: " + key + ": found " + value + ", allowed is " + allowed);
    }
}
