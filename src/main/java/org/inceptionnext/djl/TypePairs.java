package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which input and output types a user can ask for together. */
final class TypePairs {
    private TypePairs() {}

    static Set<Pair<Type, Type>> all() {
        Set<Pair<Type, Type>> pairs = new LinkedHashSet<>();
        pairs.add(new Pair<>(NDList.class, NDList.class));
        for (Class<?> input : PictureReaders.types()) {
            for (Class<?> output : PredictionWriters.types()) {
                pairs.add(new Pair<>(input, output));
            }
        }
        return pairs;
    }

    static boolean isSupported(Class<?> input, Class<?> output) {
        return all().contains(new Pair<Type, Type>(input, output));
    }

    static String unsupported(Class<?> input, Class<?> output) {
        return "InceptionNeXt models do not turn " + input.getSimpleName() + " into " + output.getSimpleName()
                + ". They take " + names(PictureReaders.types()) + " and give " + names(PredictionWriters.types())
                + ", in any combination; or NDList to NDList.";
    }

    private static String names(Set<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
    }
}
