package org.inceptionnext.recognise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The names of a network's classes.
 *
 * @param names by index, one for each class; empty if nothing states any
 * @param source who states them, in words: {@code the file}, {@code config.json}
 */
public record ClassNames(List<String> names, String source) {
    /** Nothing states any. */
    static final ClassNames NONE = new ClassNames(List.of(), "nothing");

    public ClassNames {
        names = List.copyOf(names);
    }

    /** Returns {@code class_0}, {@code class_1} ...: what classes are called that nobody named. */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(ClassNames::number).toList();
    }

    /**
     * Takes the names that there are; a class without one is called by its number, and names beyond the classes are left
     * out.
     *
     * @param byIndex the names that are stated
     */
    static ClassNames of(Map<Long, String> byIndex, int classes, String source) {
        List<String> names = new ArrayList<>();
        for (long index = 0; index < classes; index++) {
            names.add(byIndex.getOrDefault(index, number(index)));
        }
        return byIndex.isEmpty() ? NONE : new ClassNames(names, source);
    }

    private static String number(long index) {
        return "class_" + index;
    }
}
