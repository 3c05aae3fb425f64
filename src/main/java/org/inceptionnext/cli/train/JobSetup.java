package org.inceptionnext.cli.train;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.inceptionnext.train.run.ClassifierTraining;
import org.inceptionnext.train.run.RunMemory;
import org.inceptionnext.train.run.TrainingJob;

/** What a command line asks to be trained; the starting weights stay open as long as it is. */
final class JobSetup implements Closeable {
    private final TrainingJob job;
    private final StartingPoint start;

    private JobSetup(TrainingJob job, StartingPoint start) {
        this.job = job;
        this.start = start;
    }

    TrainingJob job() {
        return job;
    }

    static JobSetup of(Console console, TrainCommand command) throws IOException, UnknownModelException {
        RunChoice choice = command.isResumed()
                ? RunChoice.ofRun(command, ClassifierTraining.OWN_KEYS)
                : RunChoice.ofCommand(command, "", command.recipeValues(RecipeFile.values(command.recipe("finetune"))));
        Recipe recipe = RecipeReader.read(choice.recipe());
        StartingPoint start = start(console, choice, recipe);
        try {
            LabelledSet data = data(command, choice);
            TransferredWeights begin = start.start(data.classes(), choice.seed());
            Preprocessing pictures = sized(command, start.preprocessing(), choice.imageSize());
            Map<String, String> settings = choice.recipe();
            if (!command.isResumed()) {
                settings = shortened(settings, recipe, data.samples(Split.TRAIN).size());
            }
            if (command.batchSizeIsOpen()) {
                long samples = data.samples(Split.TRAIN).size()
                        + (long) data.samples(Split.VAL).size();
                settings = new RunMemory(begin.weights(), pictures).fitted(settings, samples);
            }
            TrainingJob job = new TrainingJob(
                    start.card(), begin, data, pictures, settings, choice.origin(), choice.seed(), command.out);
            return new JobSetup(job, start);
        } catch (IOException | RuntimeException e) {
            start.close();
            throw e;
        }
    }

    private static LabelledSet data(TrainCommand command, RunChoice choice) throws IOException {
        LabelledSet set = LabelledSet.open(command.data);
        LabelledSet data = set.samples(Split.VAL).isEmpty() ? set.split(choice.valShare(), choice.seed()) : set;
        if (data.classes().size() < 2) {
            throw new DataSetException(
                    command.data.toString(),
                    0,
                    "one class, " + data.classes().get(0),
                    "To tell classes apart takes at least two: a folder for each, with pictures in it");
        }
        return data;
    }

    /** Of many pictures, fewer epochs are enough: what is noted is how many there will be. */
    private static Map<String, String> shortened(Map<String, String> settings, Recipe recipe, long pictures) {
        Map<String, String> shortened = new LinkedHashMap<>(settings);
        shortened.put("epochs", Integer.toString(recipe.length().epochsOf(pictures)));
        return shortened;
    }

    private static StartingPoint start(Console console, RunChoice choice, Recipe recipe)
            throws IOException, UnknownModelException {
        Optional<String> model = Optional.of(choice.model()).filter(name -> !name.isEmpty());
        if (!choice.weights().isEmpty()) {
            return StartingPoint.own(console, WeightsPlaces.parse(choice.weights()), model);
        }
        return recipe.start() == Recipe.Start.NOTHING
                ? StartingPoint.nothing(model)
                : StartingPoint.published(console, model);
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
        start.close();
    }
}
