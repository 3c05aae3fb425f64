package org.inceptionnext.djl;

import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.ClassLoaderUtils;
import java.util.Map;
import java.util.Set;

/** Whether a user brings a translator of his own, which may take arguments that nobody here knows. */
final class UserTranslator {
    private static final String ARGUMENT = "translatorFactory";

    private static final Set<String> OURS = Set.of(
            InceptionNextTranslatorFactory.class.getName(), InceptionNextDetectionTranslatorFactory.class.getName());

    private UserTranslator() {}

    /** Returns whether a factory other than this library's makes the translator. */
    static boolean isIn(Criteria<?, ?> criteria) {
        return criteria.getTranslatorFactory() != null
                || criteria.getArguments() != null && isIn(criteria.getArguments());
    }

    private static boolean isIn(Map<String, ?> arguments) {
        Object factory = arguments.get(ARGUMENT);
        return factory != null && !OURS.contains(factory.toString());
    }

    /**
     * Checks that DJL finds the factory that is named; where it does not, it takes one of its own, whose pixels are others.
     *
     * @throws ArgumentException if it does not
     */
    static void requireLoadable(Map<String, ?> arguments) {
        Object factory = arguments.get(ARGUMENT);
        if (factory == null || OURS.contains(factory.toString())) {
            return;
        }
        ClassLoader loader = ClassLoaderUtils.getContextClassLoader();
        if (ClassLoaderUtils.initClass(loader, TranslatorFactory.class, factory.toString()) == null) {
            throw ArgumentException.wrong(
                    ARGUMENT,
                    factory,
                    "a class on the class path that implements " + TranslatorFactory.class.getName());
        }
    }
}
