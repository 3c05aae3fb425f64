package org.inceptionnext.cli.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.WeightFetcher;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.TransferredWeights.Classes;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.train.recipe.Recipe;
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

    /**
     * What decides a run, of the command line or of the run that goes on.
     *
     * @param weights the file that it begins with; empty for the published ones
     */
    private record Choice(
            String model,
            String weights,
            int height,
            int width,
            double valShare,
            long seed,
            Map<String, String> recipe) {}

    static JobSetup of(Console console, TrainCommand command) throws IOException, UnknownModelException {
        Choice choice = command.isResumed() ? ofRun(command) : ofCommand(command);
        ModelCard card = Registry.builtin().find(choice.model());
        if (card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE, card.name() + " finds boxes; train takes a classifier", "Run: inx models");
        }
        Recipe recipe = RecipeReader.read(choice.recipe());
        if (Files.exists(command.data) && DetectionSet.find(command.data).isPresent()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    command.data + " is a data set of boxes, and inx trains classifiers",
                    "Give a folder with a folder for each class. Detectors are trained with YOLOv5, in Python.");
        }
        LabelledSet set = LabelledSet.open(command.data);
        LabelledSet data = set.samples(Split.VAL).isEmpty() ? set.split(choice.valShare(), choice.seed()) : set;
        boolean fresh =
                recipe.start() == Recipe.Start.NOTHING && choice.weights().isEmpty();
        Checkpoint checkpoint = fresh ? null : open(console, card, choice.weights());
        try {
            TransferredWeights start = start(card, checkpoint, data.classes(), choice.seed());
            Map<String, String> origin = new LinkedHashMap<>();
            origin.put("weights", choice.weights());
            origin.put("valShare", Double.toString(choice.valShare()));
            Preprocessing pictures = sized(card.defaultPreset().preprocessing(), choice.height(), choice.width());
            TrainingJob job =
                    new TrainingJob(card, start, data, pictures, choice.recipe(), origin, choice.seed(), command.out);
            return new JobSetup(job, checkpoint);
        } catch (IOException | RuntimeException e) {
            if (checkpoint != null) {
                checkpoint.close();
            }
            throw e;
        }
    }

    private static Choice ofCommand(TrainCommand command) throws IOException, UnknownModelException {
        if (!(command.valShare > 0 && command.valShare < 1)) {
            throw new FailureException(ExitCode.USAGE, "--val-share must be above 0 and below 1", "");
        }
        String model = command.model == null ? SMALLEST : command.model;
        Preprocessing cards = Registry.builtin().find(model).defaultPreset().preprocessing();
        int height = command.imageSize == null ? cards.height() : command.imageSize;
        int width = command.imageSize == null ? cards.width() : command.imageSize;
        String weights =
                command.weights == null ? "" : command.weights.toAbsolutePath().toString();
        return new Choice(model, weights, height, width, command.valShare, command.seed, command.recipeValues());
    }

    private static Choice ofRun(TrainCommand command) throws IOException {
        if (!command.givenSettings().isEmpty()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    String.join(", ", command.givenSettings()) + ": a run that is resumed keeps its settings",
                    "Leave them out, or begin another run in a new folder.");
        }
        Map<String, String> settings = new LinkedHashMap<>(ClassifierTraining.settingsOf(command.out));
        Map<String, String> own = new LinkedHashMap<>();
        for (String key : ClassifierTraining.OWN_KEYS) {
            String value = settings.remove(key);
            if (value == null) {
                throw new IOException(command.out + ": run.yaml lacks " + key + ". Begin a new run in another folder.");
            }
            own.put(key, value);
        }
        try {
            String[] size = own.getOrDefault("imageSize", "").split("x", 2);
            return new Choice(
                    own.getOrDefault("model", ""),
                    own.getOrDefault("weights", ""),
                    Integer.parseInt(size[0]),
                    Integer.parseInt(size[1]),
                    Double.parseDouble(own.getOrDefault("valShare", "")),
                    Long.parseLong(own.getOrDefault("seed", "")),
                    settings);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(
                    command.out + ": run.yaml was changed by hand. Begin a new run in another folder.", e);
        }
    }

    private static Checkpoint open(Console console, ModelCard card, String weights) throws IOException {
        if (!weights.isEmpty()) {
            return Checkpoint.open(WeightFetcher.userFile(Path.of(weights)).file());
        }
        if (!card.isPublished()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "nobody publishes weights of " + card.name(),
                    "Give some with --weights, or begin with nothing: --recipe scratch.");
        }
        FetchedWeights fetched;
        try (TransferProgress progress = new TransferProgress(console)) {
            fetched = new WeightAccess(console).fetcher(null).fetch(WeightAccess.request(card, progress));
        }
        Checkpoint checkpoint = Checkpoint.open(fetched.file());
        try {
            fetched.requireVerified(checkpoint.tensors().values());
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            checkpoint.close();
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

    private static Preprocessing sized(Preprocessing preprocessing, int height, int width) {
        return new Preprocessing(
                height,
                width,
                preprocessing.cropPct(),
                preprocessing.cropMode(),
                preprocessing.interpolation(),
                preprocessing.mean(),
                preprocessing.std());
    }

    @Override
    public void close() throws IOException {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }
}
