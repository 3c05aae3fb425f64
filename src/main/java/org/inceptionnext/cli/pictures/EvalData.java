package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.NaturalOrder;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSource;
import org.inceptionnext.data.labelled.LabelledWalk;
import org.inceptionnext.data.labelled.NamedPicture;
import org.jspecify.annotations.Nullable;

/** The labelled pictures that an evaluation looks at: one part of a data set, which is walked and never held. */
final class EvalData {
    private static final int NAMES_SHOWN = 10;

    private final LabelledSource source;
    private final Optional<Split> split;
    private final Map<String, Long> counts;
    private final Findings findings;

    private EvalData(LabelledSource source, Optional<Split> split, Map<String, Long> counts, Findings findings) {
        this.source = source;
        this.split = split;
        this.counts = counts;
        this.findings = findings;
    }

    /** A picture and what it shows. */
    record Labelled(Picture picture, String className) {}

    /** Walks once to learn which classes and parts there are. */
    static EvalData of(LabelledSource source, Optional<Split> wanted) throws IOException {
        Findings findings = new Findings();
        Map<Optional<Split>, Map<String, Long>> byPart = new HashMap<>();
        try (LabelledWalk walk = source.walk(findings)) {
            while (walk.hasNext()) {
                NamedPicture picture = walk.next();
                byPart.computeIfAbsent(
                                Optional.ofNullable(picture.split()), part -> new TreeMap<>(NaturalOrder.INSTANCE))
                        .merge(picture.className(), 1L, Long::sum);
            }
        }
        if (byPart.isEmpty()) {
            throw new DataSetException(
                    source.name(),
                    0,
                    "no labelled picture in it",
                    "A folder for each class is needed, or rows path,label");
        }
        Optional<Split> chosen = wanted.isPresent() ? wanted : usual(byPart);
        Map<String, Long> counts = byPart.get(chosen);
        if (counts == null) {
            throw new DataSetException(
                    source.name(),
                    0,
                    "no part " + chosen.map(Split::toString).orElse(""),
                    "It has "
                            + byPart.keySet().stream()
                                    .map(part -> part.map(Split::toString).orElse("no parts"))
                                    .sorted()
                                    .toList());
        }
        return new EvalData(source, chosen, counts, findings);
    }

    private static Optional<Split> usual(Map<Optional<Split>, Map<String, Long>> byPart) {
        for (Optional<Split> part : List.of(Optional.of(Split.VAL), Optional.of(Split.TEST), Optional.<Split>empty())) {
            if (byPart.containsKey(part)) {
                return part;
            }
        }
        return Optional.of(Split.TRAIN);
    }

    Optional<Split> split() {
        return split;
    }

    String name() {
        return source.name();
    }

    Findings findings() {
        return findings;
    }

    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns the number that a model gives each class of the data: by name, in any case if need be; by order where the model has
     * no names of its own and as many classes.
     */
    Map<String, Integer> numbers(List<String> modelNames) {
        Map<String, Integer> exact = new HashMap<>();
        Map<String, Integer> inLowerCase = new HashMap<>();
        for (int i = 0; i < modelNames.size(); i++) {
            exact.putIfAbsent(modelNames.get(i), i);
            inLowerCase.putIfAbsent(modelNames.get(i).toLowerCase(Locale.ROOT), i);
        }
        Map<String, Integer> numbers = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name : counts.keySet()) {
            Integer number = exact.getOrDefault(name, inLowerCase.get(name.toLowerCase(Locale.ROOT)));
            if (number == null) {
                unknown.add(name);
            } else {
                numbers.put(name, number);
            }
        }
        boolean isNameless = modelNames.stream().allMatch(name -> name.matches("class_\\d+"));
        if (numbers.isEmpty() && isNameless && modelNames.size() == counts.size()) {
            int number = 0;
            for (String name : source.classes(counts.keySet())) {
                numbers.put(name, number++);
            }
        } else if (!unknown.isEmpty()) {
            throw unknown(unknown, modelNames);
        }
        return numbers;
    }

    private FailureException unknown(List<String> unknown, List<String> modelNames) {
        return new FailureException(
                ExitCode.USAGE,
                unknown.size() + " of " + counts.size() + " classes of the data are none of the model's: "
                        + some(unknown),
                "The model has " + modelNames.size() + ": " + some(modelNames)
                        + ". Name the folders like them, or give the model's names with --labels FILE.");
    }

    private static String some(List<String> names) {
        String shown = String.join(
                ", ",
                names.stream()
                        .limit(NAMES_SHOWN)
                        .map(name -> Printable.line(name, Printable.NAME_CHARS))
                        .toList());
        return names.size() <= NAMES_SHOWN ? shown : shown + " and " + (names.size() - NAMES_SHOWN) + " more";
    }

    Walk walk() throws IOException {
        return new Walk(source.walk(new Findings()));
    }

    /** The pictures of the part. */
    final class Walk implements Iterator<Labelled>, AutoCloseable {
        private final LabelledWalk walk;
        private @Nullable Labelled next;

        private Walk(LabelledWalk walk) {
            this.walk = walk;
        }

        @Override
        public boolean hasNext() {
            while (next == null && walk.hasNext()) {
                NamedPicture picture = walk.next();
                if (split.equals(Optional.ofNullable(picture.split()))) {
                    next = new Labelled(picture.picture(), picture.className());
                }
            }
            return next != null;
        }

        @Override
        public Labelled next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Labelled result = next;
            next = null;
            return result;
        }

        @Override
        public void close() {
            walk.close();
        }
    }
}
