package org.inceptionnext.cli.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.train.run.TrainingRun;

/**
 * What decides a run, of the command line or of the run that goes on.
 *
 * @param model the network's name
 * @param weights what it begins with; empty for the published ones
 * @param imageSize as the command line or run.yaml has it; empty for the model's
 * @param valShare how much is split off to validate with
 * @param seed of all random numbers
 * @param recipe its values by key
 */
record RunChoice(
        String model, String weights, String imageSize, double valShare, long seed, Map<String, String> recipe) {

    /** @param model the network's name, where the command line names none */
    static RunChoice ofCommand(TrainCommand command, String model, Map<String, String> recipe) {
        if (!(command.valShare > 0 && command.valShare < 1)) {
            throw new FailureException(ExitCode.USAGE, "--val-share must be above 0 and below 1", "");
        }
        String weights = command.weights == null ? "" : WeightsPlaces.absolute(WeightsPlaces.parse(command.weights));
        String size = command.imageSize == null ? "" : command.imageSize.toString();
        return new RunChoice(
                command.model == null ? model : command.model, weights, size, command.valShare, command.seed, recipe);
    }

    /** @param ownKeys the keys of run.yaml that are no recipe's */
    static RunChoice ofRun(TrainCommand command, List<String> ownKeys) throws IOException {
        if (!command.givenSettings().isEmpty()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    String.join(", ", command.givenSettings()) + ": a run that is resumed keeps its settings",
                    "Leave them out, or begin another run in a new folder.");
        }
        Map<String, String> settings = new LinkedHashMap<>(TrainingRun.settingsOf(command.out));
        Map<String, String> own = new LinkedHashMap<>();
        for (String key : ownKeys) {
            String value = settings.remove(key);
            if (value == null) {
                throw new IOException(command.out + ": run.yaml lacks " + key + ". Begin a new run in another folder.");
            }
            own.put(key, value);
        }
        try {
            return new RunChoice(
                    own.getOrDefault("model", ""),
                    own.getOrDefault("weights", ""),
                    own.getOrDefault("imageSize", ""),
                    Double.parseDouble(own.getOrDefault("valShare", "")),
                    Long.parseLong(own.getOrDefault("seed", "")),
                    settings);
        } catch (NumberFormatException e) {
            throw changed(command, e);
        }
    }

    /** Says that run.yaml is not what this program wrote. */
    static IOException changed(TrainCommand command, RuntimeException cause) {
        return new IOException(
                command.out + ": run.yaml was changed by hand. Begin a new run in another folder.", cause);
    }

    /** Returns what a resumed run is told again, by key. */
    Map<String, String> origin() {
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("weights", weights);
        origin.put("valShare", Double.toString(valShare));
        return origin;
    }
}
