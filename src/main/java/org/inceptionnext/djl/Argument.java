package org.inceptionnext.djl;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The definition of an argument.
 *
 * @param name as users write it
 * @param type what values it takes
 * @param otherwise what holds if it is not given, in words
 * @param description what it does
 * @param tasks what it is for
 * @param synonyms what others call it: ultralytics, timm, older programs
 */
record Argument<T>(
        String name,
        ArgumentType<T> type,
        String otherwise,
        String description,
        Set<Task> tasks,
        List<String> synonyms) {

    Argument {
        tasks = Set.copyOf(tasks);
        synonyms = List.copyOf(synonyms);
    }

    /** Returns this argument with other names by which it is known elsewhere. */
    Argument<T> also(String... names) {
        return new Argument<>(name, type, otherwise, description, tasks, List.of(names));
    }

    /**
     * Reads the argument.
     *
     * @throws ArgumentException if it is given and not what it should be
     */
    Optional<T> in(Map<String, ?> arguments) {
        @Nullable Object value = arguments.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<T> parsed = type.parser().parse(value);
        if (parsed.isEmpty()) {
            throw wrong(value);
        }
        return parsed;
    }

    /** Returns what to throw for a value that is none. */
    ArgumentException wrong(Object found) {
        return ArgumentException.wrong(name, found, type.allowed());
    }

    /** What a model is asked for: decides which arguments there are. */
    enum Task {
        CLASSIFY("a classifier"),
        EMBED("an embedding"),
        DETECT("a detector"),
        TRAIN("training");

        private final String owner;

        Task(String owner) {
            this.owner = owner;
        }

        /** Returns whose arguments they are, in words. */
        String owner() {
            return owner;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
