package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.registry.ModelCard;

/**
 * Which input and output types a user can ask for together.
 *
 * @param models what messages call the models
 * @param outputs what can come out of a picture
 */
record TypePairs(String models, Set<Class<?>> outputs) {
    static final TypePairs CLASSIFIER = new TypePairs("InceptionNeXt models", PredictionWriters.types());
    static final TypePairs DETECTOR = new TypePairs("YOLOv5 detectors", DetectionWriters.types());

    static TypePairs of(ModelCard card) {
        return card.isDetector() ? DETECTOR : CLASSIFIER;
    }

    Set<Pair<Type, Type>> all() {
        Set<Pair<Type, Type>> pairs = new LinkedHashSet<>();
        pairs.add(new Pair<>(NDList.class, NDList.class));
        for (Class<?> input : PictureReaders.types()) {
            for (Class<?> output : outputs) {
                pairs.add(new Pair<>(input, output));
            }
        }
        return pairs;
    }

    boolean isSupported(Class<?> input, Class<?> output) {
        return all().contains(new Pair<Type, Type>(input, output));
    }

    String unsupported(Class<?> input, Class<?> output) {
        return models + " do not turn " + input.getSimpleName() + " into " + output.getSimpleName() + ". They take "
                + names(PictureReaders.types()) + " and give " + names(outputs)
                + ", in any combination; or NDList to NDList.";
    }

    private static String names(Set<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
    }
}
