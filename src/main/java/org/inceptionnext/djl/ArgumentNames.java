package org.inceptionnext.djl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.djl.Argument.Task;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.text.NearestNames;

/**
 * Finds names among a model's arguments that are none. DJL's own keys are allowed: those of its stock translators, which the
 * cards carry, and those of its loaders and of DJL Serving.
 */
final class ArgumentNames {
    /** DJL's keys for its stock translators; a value that a user gave them is looked at where the arguments are read. */
    private static final Set<String> STOCK_TRANSLATORS = Set.of(
            "applySoftmax",
            "batchifier",
            "centerCrop",
            "centerFit",
            "flag",
            "height",
            "normalize",
            "pad",
            "range",
            "resize",
            "resizeShort",
            "synset",
            "synsetFileName",
            "synsetUrl",
            "toTensor",
            "width");

    private static final Set<String> LOADERS = Set.of(
            "application",
            "artifact_id",
            "blockFactory",
            "card",
            "engine",
            "groupId",
            "hasParameter",
            "modelName",
            "model_name",
            "translatorFactory");

    /** What DJL Serving reads in {@code serving.properties}; all with a dot in them too, such as {@code option.dtype}. */
    private static final Set<String> SERVING = Set.of(
            "batch_size",
            "chunked_read_timeout",
            "fail_threshold",
            "job_queue_size",
            "load_on_devices",
            "log_model_metric",
            "maxBatchDelay",
            "maxIdleTime",
            "maxWorkers",
            "max_batch_delay",
            "max_idle_time",
            "metrics_aggregation",
            "minWorkers",
            "required_memory_mb",
            "reserved_memory_mb",
            "retry_threshold");

    private ArgumentNames() {}

    /** Returns what is asked of a card's model, as far as arguments are concerned. */
    static Set<Task> tasks(ModelCard card) {
        return card.isDetector() ? Set.of(Task.DETECT) : Set.of(Task.CLASSIFY, Task.EMBED);
    }

    /**
     * Refuses an unknown name.
     *
     * @throws ArgumentException for the first; the message names the one that was probably meant
     */
    static void check(ModelCard card, Map<String, ?> arguments) {
        problem(card, arguments).ifPresent(problem -> {
            throw problem;
        });
    }

    /** Returns the same for arguments that name their card, as factories get them; empty if they do not. */
    static Optional<ArgumentException> problem(Map<String, ?> arguments) {
        try {
            Object card = arguments.get("card");
            return card == null
                    ? Optional.empty()
                    : problem(ProcessRegistry.get().find(card.toString()), arguments);
        } catch (UnknownModelException e) {
            return Optional.empty();
        }
    }

    /** Returns what is wrong with the first name that is unknown, by name; empty if all are known. */
    static Optional<ArgumentException> problem(ModelCard card, Map<String, ?> arguments) {
        List<Argument<?>> known = Arguments.of(tasks(card));
        for (String name : new TreeSet<>(arguments.keySet())) {
            boolean isOurs = known.stream().anyMatch(argument -> argument.name().equals(name));
            if (!isOurs && !isDjls(name) && !(card.isDetector() && name.equals("nmsThreshold"))) {
                return Optional.of(unknown(name, card, known));
            }
        }
        return Optional.empty();
    }

    private static boolean isDjls(String name) {
        return STOCK_TRANSLATORS.contains(name)
                || LOADERS.contains(name)
                || SERVING.contains(name)
                || name.indexOf('.') >= 0;
    }

    private static ArgumentException unknown(String name, ModelCard card, List<Argument<?>> known) {
        Optional<Argument<?>> meant = called(name, known);
        if (meant.isPresent()) {
            return ArgumentException.unknown(
                    name, meant.get().name(), "write it " + meant.get().name());
        }
        Optional<Argument<?>> foreign = called(name, Arguments.all());
        if (foreign.isPresent()) {
            Argument<?> other = foreign.get();
            String whose = other.tasks().iterator().next().owner();
            return ArgumentException.unknown(
                    name,
                    "",
                    (other.name().equals(name) ? "" : "that is " + other.name() + ", ") + "an argument of " + whose
                            + "; "
                            + card.name() + " is " + (card.isDetector() ? "a detector" : "a classifier")
                            + ". Its arguments: " + names(known));
        }
        List<String> nearest = nearest(name, known);
        String advice = nearest.isEmpty() ? "" : " Did you mean " + String.join(" or ", nearest) + "?";
        return ArgumentException.unknown(
                name,
                nearest.isEmpty() ? "" : nearest.get(0),
                "there is none of this name." + advice + " Arguments of " + card.name() + ": " + names(known));
    }

    /** Returns the arguments that are nearest, by name or synonym, if at least two thirds of that is right. */
    private static List<String> nearest(String name, List<Argument<?>> known) {
        Map<String, String> nameOf = new LinkedHashMap<>();
        known.forEach(argument -> {
            nameOf.put(argument.name(), argument.name());
            argument.synonyms().forEach(synonym -> nameOf.putIfAbsent(synonym, argument.name()));
        });
        List<String> spellings = NearestNames.of(name, nameOf.keySet());
        if (spellings.isEmpty()) {
            return List.of();
        }
        int smallest = NearestNames.distance(name, spellings.get(0));
        return spellings.stream()
                .filter(spelling -> NearestNames.distance(name, spelling) == smallest
                        && 3 * smallest <= Math.max(name.length(), spelling.length()))
                .map(nameOf::get)
                .distinct()
                .toList();
    }

    /** Finds the argument of this name or synonym; case, underscores and dashes do not count. */
    private static Optional<Argument<?>> called(String name, List<Argument<?>> known) {
        String spelling = letters(name);
        return known.stream()
                .filter(argument -> letters(argument.name()).equals(spelling)
                        || argument.synonyms().stream()
                                .anyMatch(synonym -> letters(synonym).equals(spelling)))
                .findFirst();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static String names(List<Argument<?>> known) {
        return String.join(", ", known.stream().map(Argument::name).sorted().toList());
    }
}
