package org.inceptionnext.train.recipe;

import java.util.Map;
import java.util.Optional;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;
import org.inceptionnext.train.recipe.Recipe.Computation;
import org.inceptionnext.train.recipe.Recipe.Descent;
import org.inceptionnext.train.recipe.Recipe.Length;
import org.inceptionnext.train.recipe.Recipe.Optimizers;
import org.inceptionnext.train.recipe.Recipe.Part;
import org.inceptionnext.train.recipe.Recipe.Rates;
import org.inceptionnext.train.recipe.Recipe.Regularization;
import org.inceptionnext.train.recipe.Recipe.Shape;
import org.inceptionnext.train.recipe.Recipe.Start;
import org.inceptionnext.vision.augment.RandAugment;
import org.inceptionnext.vision.augment.RandomErasing;

/** Values of a recipe's keys as a recipe. */
public final class RecipeReader {
    private final RecipeValues values;

    private RecipeReader(RecipeValues values) {
        this.values = values;
    }

    /**
     * Reads a recipe.
     *
     * @param values by key, as {@link RecipeFile#values} gives them, some changed
     * @throws RecipeException if a key is missing, unknown, or its value is not allowed
     */
    public static Recipe read(Map<String, String> values) {
        RecipeValues all = new RecipeValues(values);
        Recipe recipe = new RecipeReader(all).recipe();
        all.requireAllRead();
        return recipe;
    }

    private Recipe recipe() {
        return new Recipe(
                values.text("source"),
                values.constant("start", Start.class),
                values.constant("part", Part.class),
                new Length(
                        values.count("epochs", 1),
                        values.count("mostSteps", 0),
                        values.count("batchSize", 1),
                        values.count("accumulate", 1),
                        values.count("patience", 0)),
                descent(),
                new Rates(
                        values.constant("schedule", Shape.class),
                        values.positive("rate"),
                        values.number("leastRate", x -> x >= 0, "a number of at least 0"),
                        values.number("warmupEpochs", x -> x >= 0, "a number of at least 0"),
                        values.number("warmupRate", x -> x >= 0, "a number of at least 0")),
                new Regularization(
                        values.share("smoothing"),
                        values.share("dropPath"),
                        values.number("mixup", x -> x >= 0, "a number of at least 0"),
                        values.number("cutmix", x -> x >= 0, "a number of at least 0"),
                        values.constant("classWeights", ClassWeights.class)),
                augmentation(),
                new Computation(
                        values.dtype(),
                        values.flag("checkpointing"),
                        values.scopes("freeze"),
                        values.count("checkpointSeconds", 1)));
    }

    private Descent descent() {
        return new Descent(
                values.constant("optimizer", Optimizers.class),
                values.share("momentum"),
                values.number("weightDecay", x -> x >= 0, "a number of at least 0"),
                values.number("layerDecay", x -> x > 0 && x <= 1, "a number above 0, at most 1"),
                values.number("clip", x -> x >= 0, "a number of at least 0"),
                values.share("average"));
    }

    private Augmentation augmentation() {
        double least = values.number("cropLeast", x -> x > 0 && x <= 1, "a share above 0, at most 1");
        double most = values.number("cropMost", x -> x >= least && x <= 1, "a share from cropLeast to 1");
        return new Augmentation(
                least,
                most,
                values.number("flip", x -> x >= 0 && x <= 1, "a share from 0 to 1"),
                values.share("jitter"),
                randAugment(),
                new RandomErasing(
                        values.fraction("erase"),
                        values.constant("eraseFill", RandomErasing.Fill.class),
                        values.count("eraseCount", 1)));
    }

    private Optional<RandAugment> randAugment() {
        String value = values.text("randAugment");
        if (value.equals("none")) {
            return Optional.empty();
        }
        try {
            return Optional.of(RandAugment.parse(value));
        } catch (IllegalArgumentException e) {
            throw RecipeValues.wrong("randAugment", value, "none, " + e.getMessage());
        }
    }
}
