package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.TransferredWeights.Classes;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.runtime.ComputeType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model that is loaded to be trained: the argument {@code trainParam}. */
final class TrainableModel {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainableModel.class);

    /** Of a new classifier's weights, so that they are the same each time. */
    private static final long SEED = 0;

    private TrainableModel() {}

    /** Returns whether a model's arguments ask for one. */
    static boolean isAskedFor(Map<String, ?> arguments) {
        return Arguments.TRAIN_PARAM.in(arguments).orElse(false);
    }

    /**
     * Makes the block. The model's property {@code begin} says how many tensors were taken of the weights, and which are new.
     *
     * @throws ArgumentException if the model finds boxes, or is to compute in float16
     */
    static Block block(Model model, Path modelPath, Map<String, ?> given) throws IOException {
        ModelArguments arguments = ModelArguments.of(given).in(modelPath);
        if (arguments.card().isDetector()) {
            throw ArgumentException.of(
                    "trainParam", arguments.card().name() + " finds boxes; only classifiers are trained here");
        }
        if (arguments.dtype() == ComputeType.FLOAT16 || arguments.dtype() == ComputeType.INT8) {
            throw ArgumentException.wrong(
                    "dtype", arguments.dtype(), "float32 or bfloat16, since the model is to be trained");
        }
        FetchedWeights fetched = WeightFiles.locate(arguments, null);
        try (Recognition recognition = PreparedNetwork.recognise(fetched.file(), arguments)) {
            fetched.requireVerified(recognition.checkpoint().tensors().values());
            TransferredWeights start = start(arguments, recognition.require());
            LOGGER.info("{}: {}", arguments.card().name(), start.summary());
            model.setProperty("begin", start.summary());
            model.setProperty("integrity", fetched.level().statement());
            TrainingForm form = TrainingForm.PLAIN.computingIn(arguments.dtype().stored());
            return TrainableBlock.of(start.weights(), form, model.getNDManager());
        }
    }

    private static TransferredWeights start(ModelArguments arguments, RecognisedModel found) throws IOException {
        int own = found.options().numClasses();
        int classes = arguments.numClasses().orElse(own);
        if (classes == 0) {
            throw ArgumentException.of("numClasses", "has to be given, since the weights have no classifier");
        }
        return TransferredWeights.of(found.definition(), found.weights().tensors(), new Classes(classes, true), SEED);
    }
}
