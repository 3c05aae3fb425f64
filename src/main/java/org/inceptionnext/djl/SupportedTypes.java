package org.inceptionnext.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.djl.pictures.PictureReaders;
import org.inceptionnext.djl.pictures.PictureReaders.PictureReader;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.vision.DecodeOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which input and output types a user can ask for together.
 *
 * @param models what messages call the models
 * @param outputs what can come out of a picture
 */
record SupportedTypes(String models, Set<Class<?>> outputs) {
    private static final Logger LOGGER = LoggerFactory.getLogger(SupportedTypes.class);

    static final SupportedTypes CLASSIFIER = new SupportedTypes("InceptionNeXt models", PredictionWriters.types());
    static final SupportedTypes DETECTOR = new SupportedTypes("YOLOv5 detectors", DetectionWriters.types());

    static SupportedTypes of(ModelCard card) {
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

    /** Answers DJL, and tells the log where the answer is no: on djl:// URLs DJL goes on with a factory that knows NDList only. */
    boolean isSupportedElseSaid(Class<?> input, Class<?> output) {
        boolean supported = isSupported(input, output);
        if (!supported) {
            LOGGER.warn(unsupported(input, output));
        }
        return supported;
    }

    /**
     * Returns what leaves a network's own input and output as they are, if that is what the types ask for.
     *
     * @throws ArgumentException if one of the arguments is unknown
     */
    static <I, O> Optional<Translator<I, O>> raw(Class<I> input, Class<O> output, Map<String, ?> arguments) {
        ArgumentNames.problem(arguments).ifPresent(problem -> {
            throw problem;
        });
        if (input != NDList.class || output != NDList.class) {
            return Optional.empty();
        }
        @SuppressWarnings("unchecked") // I and O are both NDList
        Translator<I, O> raw = (Translator<I, O>) new NoopTranslator();
        return Optional.of(raw);
    }

    /**
     * Returns the reader of an input type.
     *
     * @throws TranslateException if there is none
     */
    <I> PictureReader<I> reader(Class<I> input, Class<?> output, DecodeOptions decoding) throws TranslateException {
        return new PictureReaders(decoding)
                .reader(input)
                .orElseThrow(() -> new TranslateException(unsupported(input, output)));
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
