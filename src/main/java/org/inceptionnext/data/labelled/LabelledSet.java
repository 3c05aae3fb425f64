package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.NaturalOrder;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * A labelled data set as a trainer needs it: classes with numbers, pictures with labels, in parts. The pictures themselves stay
 * where they are.
 *
 * <p>Classes are numbered as timm numbers them ({@link NaturalOrder}); within a part the pictures stand in natural order of their
 * paths, as timm's do.
 */
public final class LabelledSet {
    /** The rule of classes that nothing can be learned of. */
    public static final String NOT_IN_TRAIN = "class without a picture to train on";

    private final String name;
    private final List<String> classes;
    private final Map<Split, List<LabelledSample>> parts;
    private final Findings findings;
    private final boolean hasSplits;

    private LabelledSet(
            String name,
            List<String> classes,
            Map<Split, List<LabelledSample>> parts,
            Findings findings,
            boolean hasSplits) {
        this.name = name;
        this.classes = List.copyOf(classes);
        this.parts = parts;
        this.findings = findings;
        this.hasSplits = hasSplits;
    }

    /**
     * Reads which pictures there are; none is opened.
     *
     * @param data a data set of a form that {@link LabelledSource} knows
     * @throws DataSetException if it is none, or holds no labelled picture
     * @throws IOException if it cannot be read
     */
    public static LabelledSet open(Path data) throws IOException {
        return open(LabelledSource.of(data), List.of());
    }

    /**
     * Reads which pictures there are; none is opened.
     *
     * @param source walked once
     * @param classes the names in the order of their numbers, where a model decides that; empty: timm's order of those that are met.
     *     Pictures of other classes are left out and reported
     * @throws DataSetException if there is no labelled picture
     * @throws IOException if it cannot be read
     */
    public static LabelledSet open(LabelledSource source, List<String> classes) throws IOException {
        Findings findings = new Findings();
        List<NamedKey> keys = read(source, findings);
        List<String> numbered = classes.isEmpty()
                ? source.classes(
                        keys.stream().map(NamedKey::className).distinct().toList())
                : List.copyOf(classes);
        Map<String, Integer> numbers = new HashMap<>();
        numbered.forEach(name -> numbers.putIfAbsent(name, numbers.size()));
        boolean hasSplits = keys.stream().anyMatch(key -> key.split() != null);
        Map<Split, List<LabelledSample>> parts = new EnumMap<>(Split.class);
        for (NamedKey key : keys) {
            Integer label = numbers.get(key.className());
            if (label == null) {
                findings.add(Finding.ofFile(
                        key.key(), "class that is not asked for", key.className(), Effect.PICTURE_LEFT_OUT));
                continue;
            }
            Split split = key.split() == null ? Split.TRAIN : key.split();
            parts.computeIfAbsent(split, part -> new ArrayList<>())
                    .add(new LabelledSample(source.home(), key.key(), key.place(), label));
        }
        LabelledSet set = new LabelledSet(source.name(), numbered, frozen(parts), findings, hasSplits);
        set.requirePictures();
        set.noteUntrained();
        return set;
    }

    /** What is kept of a picture before the classes have numbers. */
    private record NamedKey(
            String key,
            long place,
            String className,
            @Nullable Split split) {}

    private static List<NamedKey> read(LabelledSource source, Findings findings) throws IOException {
        List<NamedKey> keys = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        try (LabelledWalk walk = source.walk(findings)) {
            while (walk.hasNext()) {
                NamedPicture picture = walk.next();
                // One text for each class, not one for each picture.
                String className = names.computeIfAbsent(picture.className(), name -> name);
                keys.add(new NamedKey(picture.key(), picture.place(), className, picture.split()));
            }
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause == null ? new IOException(e) : cause;
        }
        return keys;
    }

    private static Map<Split, List<LabelledSample>> frozen(Map<Split, List<LabelledSample>> parts) {
        Map<Split, List<LabelledSample>> frozen = new EnumMap<>(Split.class);
        parts.forEach((split, samples) -> {
            samples.sort(java.util.Comparator.comparing(LabelledSample::key, NaturalOrder.INSTANCE));
            frozen.put(split, Collections.unmodifiableList(samples));
        });
        return frozen;
    }

    private void requirePictures() throws DataSetException {
        if (parts.isEmpty()) {
            String first = findings.kept().isEmpty()
                    ? ""
                    : "; the first of what was left out: " + findings.kept().get(0);
            throw new DataSetException(
                    name,
                    0,
                    "no labelled picture in it" + first,
                    "A folder for each class is needed, or rows path,label");
        }
    }

    private void noteUntrained() {
        Set<Integer> trained = new HashSet<>();
        samples(Split.TRAIN).forEach(sample -> trained.add(sample.label()));
        for (int label = 0; label < classes.size(); label++) {
            if (!trained.contains(label)) {
                findings.add(Finding.ofFile(name, NOT_IN_TRAIN, classes.get(label), Effect.KEPT));
            }
        }
    }

    /** Returns what the user calls it. */
    public String name() {
        return name;
    }

    /** Returns the class names, in the order of their numbers. */
    public List<String> classes() {
        return classes;
    }

    /** Returns the pictures of a part, in the natural order of their keys; none where there is no such part. */
    public List<LabelledSample> samples(Split split) {
        return parts.getOrDefault(split, List.of());
    }

    /** Returns whether the data set itself says which pictures are for training and which for validation. */
    public boolean hasSplits() {
        return hasSplits;
    }

    /** Returns what was left out and what looks wrong. */
    public Findings findings() {
        return findings;
    }

    /**
     * Splits the training pictures, class by class: {@link StratifiedSplit}.
     *
     * @param valFraction how much of each class becomes validation, above 0 and below 1
     * @param seed decides which
     * @return this set with other parts; what was validation or test before stays so
     * @throws IllegalArgumentException if the fraction is out of range
     */
    public LabelledSet split(double valFraction, long seed) {
        StratifiedSplit split = new StratifiedSplit(valFraction, seed);
        List<LabelledSample> train = new ArrayList<>();
        List<LabelledSample> val = new ArrayList<>(samples(Split.VAL));
        split.apply(samples(Split.TRAIN), classes, train, val, findings, name);
        Map<Split, List<LabelledSample>> changed = new EnumMap<>(parts);
        changed.put(Split.TRAIN, train);
        changed.put(Split.VAL, val);
        return new LabelledSet(name, classes, frozen(changed), findings, true);
    }

    /**
     * Returns the SHA-256 of what the set consists of, in hexadecimal: class names in order, and of each picture part, class, key and
     * number of bytes. It changes with every picture that is added, removed, renamed, moved or replaced by one of another size.
     *
     * @throws IOException if a picture is gone
     */
    public String digest() throws IOException {
        return DataDigest.of(this);
    }
}
