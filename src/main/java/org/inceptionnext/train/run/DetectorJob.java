package org.inceptionnext.train.run;

import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.train.recipe.DetectorRecipe;

/**
 * Which detector is to be trained, on what, how.
 *
 * @param model what the user calls the network
 * @param definition its rows
 * @param start the network as it begins
 * @param data with pictures to train on and pictures to validate with
 * @param imageSize the side of the pictures that the network sees, in pixels
 * @param settings the recipe's values by key
 * @param origin what else a resumed run needs, by the keys {@code weights} and {@code valShare}
 * @param seed of all random numbers
 * @param folder where the run's files go
 */
public record DetectorJob(
        String model,
        DetectorDefinition definition,
        Start start,
        DetectionSet data,
        int imageSize,
        Map<String, String> settings,
        Map<String, String> origin,
        long seed,
        Path folder) {

    public DetectorJob {
        settings = Map.copyOf(settings);
        origin = Map.copyOf(origin);
    }

    /**
     * A network as it begins.
     *
     * @param options its numbers of classes and channels
     * @param weights not folded
     * @param summary what was taken from where, in words
     */
    public record Start(NetworkOptions options, Weights weights, String summary) {}

    /** Returns the same with other tensors. */
    DetectorJob with(Weights weights) {
        return new DetectorJob(
                model,
                definition,
                new Start(start.options(), weights, start.summary()),
                data,
                imageSize,
                settings,
                origin,
                seed,
                folder);
    }

    /** Returns the same with another data set. */
    DetectorJob with(DetectionSet other) {
        return new DetectorJob(model, definition, start, other, imageSize, settings, origin, seed, folder);
    }

    /** Returns the settings as a recipe. */
    public DetectorRecipe recipe() {
        return DetectorRecipe.read(settings);
    }

    /** Returns the network as its rows say. */
    public Detector detector() {
        return definition.detector(start.options());
    }
}
