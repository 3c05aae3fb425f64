package org.inceptionnext.cli.train;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.TransferredWeights.Classes;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.inceptionnext.train.run.ClassifierTraining;
import org.inceptionnext.train.run.TrainingJob;
import org.jspecify.annotations.Nullable;

/** What a command line asks to be trained; the starting weights stay open as long as it is. */
final class JobSetup implements Closeable {
    private static final String SMALLEST = "inceptionnext_zepto";

    private final TrainingJob job;
    private final @Nullable Checkpoint checkpoint;

    private JobSetup(TrainingJob job, @Nullable Checkpoint checkpoint) {
        this.job = job;
        this.checkpoint = checkpoint;
    }

    TrainingJob job() {
        return job;
    }

    static JobSetup of(Console console, TrainCommand command) throws IOException, UnknownModelException {
        RunChoice choice = command.isResumed()
                ? RunChoice.ofRun(command, ClassifierTraining.OWN_KEYS)
                : RunChoice.ofCommand(
                        command, SMALLEST, command.recipeValues(RecipeFile.values(command.recipe("finetune"))));
        ModelCard card = Registry.builtin().find(choice.model());
        Recipe recipe = RecipeReader.read(choice.recipe());
        LabelledSet set = LabelledSet.open(command.data);
        LabelledSet data = set.samples(Split.VAL).isEmpty() ? set.split(choice.valShare(), choice.seed()) : set;
        boolean fresh =
                recipe.start() == Recipe.Start.NOTHING && choice.weights().isEmpty();
        Checkpoint checkpoint = fresh
                ? null
                : BeginningWeights.open(
                        console,
                        card,
                        choice.weights(),
                        "Give some with --weights, or begin with nothing: --recipe scratch.");
        try {
            TransferredWeights start = start(card, checkpoint, data.classes(), choice.seed());
            Preprocessing pictures = sized(command, card.defaultPreset().preprocessing(), choice.imageSize());
            TrainingJob job = new TrainingJob(
                    card, start, data, pictures, choice.recipe(), choice.origin(), choice.seed(), command.out);
            return new JobSetup(job, checkpoint);
        } catch (IOException | RuntimeException e) {
            if (checkpoint != null) {
                checkpoint.close();
            }
            throw e;
        }
    }

    private static TransferredWeights start(
            ModelCard card, @Nullable Checkpoint checkpoint, List<String> classes, long seed) throws IOException {
        NetworkDefinition network = NetworkCatalog.builtin().get(card.network());
        if (checkpoint == null) {
            return TransferredWeights.scratch(
                    network.graph(network.defaultOptions().withNumClasses(classes.size())), seed);
        }
        boolean known = classes.equals(card.labels().classNames());
        return TransferredWeights.of(network, checkpoint.tensors(), new Classes(classes.size(), known), seed);
    }

    /** @param size a side, or HEIGHTxWIDTH; empty for the model's own */
    private static Preprocessing sized(TrainCommand command, Preprocessing own, String size) throws IOException {
        if (size.isEmpty()) {
            return own;
        }
        String[] sides = size.split("x", 2);
        try {
            return new Preprocessing(
                    Integer.parseInt(sides[0]),
                    Integer.parseInt(sides[sides.length - 1]),
                    own.cropPct(),
                    own.cropMode(),
                    own.interpolation(),
                    own.mean(),
                    own.std());
        } catch (NumberFormatException e) {
            throw RunChoice.changed(command, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }
}
