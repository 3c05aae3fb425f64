package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a module by position, each with the default that an absent one has.
 *
 * <p>Every number is at most {@link #LIMIT}: rows may come from a stranger's checkpoint.
 */
final class Arguments {
    static final int LIMIT = 65536;

    private static final int SHOWN = 120;
    private static final int SHOWN_DEPTH = 3;

    private final List<@Nullable Object> values;
    private final Activation defaultActivation;

    Arguments(List<@Nullable Object> values, Activation defaultActivation) {
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
        this.defaultActivation = defaultActivation;
    }

    /** Returns all arguments as they are written in a row; null for None. */
    List<@Nullable Object> values() {
        return values;
    }

    /** Returns the output channels, which stand second in every module that has them. */
    int outChannels() {
        return integer(1, "output channels");
    }

    /** Returns a positive whole number. */
    int integer(int position, String what) {
        if (value(position) instanceof Integer number && number >= 1 && number <= LIMIT) {
            return number;
        }
        throw wrong(position, what, "a whole number from 1 to " + LIMIT);
    }

    /** Returns a positive whole number, or the default if the argument is absent. */
    int integer(int position, String what, int otherwise) {
        return position < values.size() ? integer(position, what) : otherwise;
    }

    /** Returns a whole number that may be 0, or the default if the argument is absent. */
    int count(int position, String what, int otherwise) {
        return Integer.valueOf(0).equals(value(position)) ? 0 : integer(position, what, otherwise);
    }

    /** Returns a whole number that may be 0, or nothing if the argument is absent or None. */
    OptionalInt optionalCount(int position, String what) {
        return value(position) == null ? OptionalInt.empty() : OptionalInt.of(count(position, what, 0));
    }

    /** Returns a positive number, or the default if the argument is absent. */
    double ratio(int position, String what, double otherwise) {
        if (position >= values.size()) {
            return otherwise;
        }
        if (value(position) instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= LIMIT) {
            return number.doubleValue();
        }
        throw wrong(position, what, "a number above 0");
    }

    /** Returns True or False, or the default if the argument is absent. */
    boolean flag(int position, String what, boolean otherwise) {
        if (position >= values.size()) {
            return otherwise;
        }
        if (value(position) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(position, what, "True or False");
    }

    /** Returns whole numbers, or the default if the argument is absent. */
    List<Integer> integers(int position, String what, List<Integer> otherwise) {
        if (position >= values.size()) {
            return otherwise;
        }
        if (value(position) instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(v -> v instanceof Integer n && n >= 0 && n <= LIMIT)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw wrong(position, what, "a list of whole numbers from 0 to " + LIMIT);
    }

    /** Returns the activation: True or absent is the network's own, False and None are none, a text names one. */
    Activation activation(int position) {
        if (position >= values.size()) {
            return defaultActivation;
        }
        Object value = value(position);
        if (value instanceof Boolean flag) {
            return flag ? defaultActivation : Activation.IDENTITY;
        }
        if (value instanceof String text) {
            return Activation.parse(text);
        }
        if (value == null) {
            return Activation.IDENTITY;
        }
        throw wrong(position, "activation", "True, False or the name of one");
    }

    /** Checks that an argument, if it is there, is one that the module can do. */
    void require(int position, String what, @Nullable Object only) {
        Object value = value(position);
        if (position < values.size() && !Optional.ofNullable(only).equals(Optional.ofNullable(value))) {
            throw wrong(position, what, show(only) + ", nothing else");
        }
    }

    /** Checks that there are not more arguments than the module reads. */
    void requireAtMost(int count) {
        if (values.size() > count) {
            throw new IllegalArgumentException(
                    "takes at most " + count + " arguments, but has " + values.size() + ": " + show(values));
        }
    }

    private @Nullable Object value(int position) {
        return position < values.size() ? values.get(position) : null;
    }

    private IllegalArgumentException wrong(int position, String what, String allowed) {
        String found = position < values.size() ? "is " + show(values.get(position)) : "is missing";
        return new IllegalArgumentException(what + " must be " + allowed + ", but " + found);
    }

    static double parseDouble(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(show(text) + " is not a number", e);
        }
    }

    /** Returns a value as messages show it: as Python writes it, texts escaped and cut. */
    static String show(@Nullable Object value) {
        return show(value, 0);
    }

    /** Lists of a stranger's file may contain themselves. */
    private static String show(@Nullable Object value, int depth) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof List<?> list) {
            if (depth == SHOWN_DEPTH) {
                return "[...]";
            }
            String shown = list.stream()
                    .limit(SHOWN)
                    .map(element -> show(element, depth + 1))
                    .toList()
                    .toString();
            return shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown;
        }
        return value instanceof Number ? value.toString() : PrintableText.quote(value.toString());
    }
}
