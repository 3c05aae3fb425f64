package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.util.JsonUtils;
import java.io.IOException;
import java.util.List;
import org.inceptionnext.recognise.LabelsFile;

/** The names of a network's classes. */
final class ClassNames {
    private static final String PROPERTY = "classNames";

    private ClassNames() {}

    /**
     * Returns the user's names; else those inside the weights; else the card's, if there are as many as classes; else {@code
     * class_0}, {@code class_1}, ...
     *
     * @param inWeights empty if the weights have none
     * @throws IOException if the user's file cannot be read, or has another number of names
     */
    static List<String> of(ModelArguments arguments, int classes, List<String> inWeights) throws IOException {
        if (arguments.labels().isPresent()) {
            return LabelsFile.read(arguments.labels().get(), classes);
        }
        if (inWeights.size() == classes) {
            return inWeights;
        }
        List<String> published = arguments.card().labels().classNames();
        return published.size() == classes ? published : org.inceptionnext.recognise.ClassNames.numbered(classes);
    }

    /** Notes the names inside the weights with the model, as its property {@code classNames}, a JSON array. */
    static void keep(List<String> inWeights, Model model) {
        if (!inWeights.isEmpty()) {
            model.setProperty(PROPERTY, JsonUtils.GSON.toJson(inWeights));
        }
    }

    /**
     * Returns the names of a loaded model's classes.
     *
     * @throws TranslateException if the user's file cannot be read, or has another number of names
     */
    static List<String> ofModel(ModelArguments arguments, Model model, int classes) throws TranslateException {
        try {
            return of(arguments, classes, inWeights(model));
        } catch (IOException e) {
            throw new TranslateException("argument labels: " + e.getMessage(), e);
        }
    }

    /** Returns the names that were noted; empty if the weights had none. */
    private static List<String> inWeights(Model model) {
        String names = model.getProperty(PROPERTY);
        return names == null ? List.of() : List.of(JsonUtils.GSON.fromJson(names, String[].class));
    }
}
