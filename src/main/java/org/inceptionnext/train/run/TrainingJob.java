package org.inceptionnext.train.run;

import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.RecipeReader;

/**
 * What is to be trained, on what, how.
 *
 * @param card the model whose network it is
 * @param start the network as it begins
 * @param data with pictures to train on and pictures to validate with
 * @param preprocessing how pictures are prepared
 * @param settings the recipe's values by key
 * @param origin what else a resumed run needs, by the keys {@code weights} and {@code valShare}
 * @param seed of all random numbers
 * @param folder where the run's files go
 */
public record TrainingJob(
        ModelCard card,
        TransferredWeights start,
        LabelledSet data,
        Preprocessing preprocessing,
        Map<String, String> settings,
        Map<String, String> origin,
        long seed,
        Path folder) {

    public TrainingJob {
        settings = Map.copyOf(settings);
        origin = Map.copyOf(origin);
    }

    /** Returns the settings as a recipe. */
    public Recipe recipe() {
        return RecipeReader.read(settings);
    }
}
