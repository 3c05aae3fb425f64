package org.inceptionnext.djl;

import ai.djl.Model;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.inceptionnext.recognise.PictureSettings;
import org.inceptionnext.registry.Preprocessing;

/**
 * How pictures are prepared: as the user says; where he says nothing, as the weights' file or folder says; else as the
 * model's card does. A preset that the user names says everything.
 */
final class PicturePreparation {
    /** The model's property that keeps what file or folder say. */
    private static final String PROPERTY = "pictureSettings";

    private PicturePreparation() {}

    /**
     * Returns the preprocessing.
     *
     * @param given the arguments as DJL hands them over
     * @param parsed the same, read; its preprocessing is that of user and card
     * @param ofFile what file or folder say
     */
    static Preprocessing of(Map<String, ?> given, ModelArguments parsed, PictureSettings ofFile) {
        Preprocessing asked = parsed.preprocessing();
        if (given.containsKey("preset")) {
            return asked;
        }
        Preprocessing card = parsed.preset().preprocessing();
        boolean hasSize =
                given.containsKey("imageSize") || asked.height() != card.height() || asked.width() != card.width();
        PictureSettings own = new PictureSettings(
                hasSize ? Optional.of(asked.height()) : Optional.empty(),
                hasSize ? Optional.of(asked.width()) : Optional.empty(),
                given(given, "cropPct", asked, Preprocessing::cropPct),
                given(given, "cropMode", asked, Preprocessing::cropMode),
                given(given, "interpolation", asked, Preprocessing::interpolation),
                given(given, "mean", asked, Preprocessing::mean),
                given(given, "std", asked, Preprocessing::std));
        return own.orElse(ofFile).over(asked);
    }

    private static <T> Optional<T> given(
            Map<String, ?> given, String argument, Preprocessing asked, Function<Preprocessing, T> field) {
        return given.containsKey(argument) ? Optional.of(field.apply(asked)) : Optional.empty();
    }

    /** Notes with the model what file or folder say. */
    static void keep(PictureSettings ofFile, Model model) {
        if (!ofFile.isEmpty()) {
            model.setProperty(PROPERTY, ofFile.text());
        }
    }

    /** Returns the preprocessing for a model that is loaded. */
    static Preprocessing ofModel(Map<String, ?> given, ModelArguments parsed, Model model) {
        String ofFile = model.getProperty(PROPERTY);
        return of(given, parsed, ofFile == null ? PictureSettings.NONE : PictureSettings.ofText(ofFile));
    }
}
