package org.inceptionnext.djl;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.djl.ModelArguments.BackboneStart;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.network.yolov5.StartingWeights;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.recognise.PictureSettings;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.Preprocessing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which network is run with which weights, and what came with them: those of a file, or, for a detector that is to be trained, a
 * classifier's backbone with random weights around it.
 *
 * @param weights as long as the file is open
 * @param classNames those inside the file, by index; empty if it has none
 * @param pictures how pictures are to be prepared, as far as the file or its folder says
 * @param backbone of a detector that is to be trained, how much of it a classifier gave, in words
 */
record NetworkWeights(Weights weights, List<String> classNames, PictureSettings pictures, Optional<String> backbone) {
    private static final Logger LOGGER = LoggerFactory.getLogger(NetworkWeights.class);

    /** Of what is random in an untrained network, so that it is the same each time. */
    private static final long SEED = 0;

    NetworkWeights {
        classNames = List.copyOf(classNames);
    }

    /**
     * Takes the network that a file's weights are of: the one that the arguments name or, if the file is a detector that
     * carries its rows, that of the file.
     *
     * @throws org.inceptionnext.network.WeightMismatchException if the tensors are not those of the network
     * @throws org.inceptionnext.recognise.RecognitionException if the weights cannot be run for another reason
     */
    static NetworkWeights of(ModelArguments arguments, Recognition recognition) throws IOException {
        if (arguments.backboneStart().isPresent()) {
            return starting(arguments, arguments.backboneStart().get(), recognition);
        }
        RecognisedModel model = recognition.require();
        require("numClasses", arguments.numClasses(), model.options().numClasses());
        require("inChannels", arguments.inChannels(), model.options().inChannels());
        String network = arguments.card().network();
        if (model.isDetector()
                && !model.registeredName().filter(network::equals).isPresent()) {
            LOGGER.warn("{} has other rows than {}; its own are used", model.name(), network);
        }
        model.notes().forEach(note -> LOGGER.info("{}: {}", model.name(), note));
        return new NetworkWeights(model.weights(), model.classNames().names(), model.pictures(), Optional.empty());
    }

    /** Returns what is to be recognised. */
    static RecognitionRequest request(ModelArguments arguments) {
        RecognitionRequest request = RecognitionRequest.ANY.withReading(arguments.reading());
        if (arguments.prefix().isPresent()) {
            request = request.withPrefix(arguments.prefix().get());
        }
        if (arguments.backboneStart().isPresent()) {
            return request.withModel(
                    arguments.backboneStart().get().classifier().network());
        }
        return arguments.card().isDetector()
                ? request.withModelUnlessRows(arguments.card().network())
                : request.withModel(arguments.card().network());
    }

    /** A detector that nobody has trained yet, but for the backbone. */
    private static NetworkWeights starting(ModelArguments arguments, BackboneStart start, Recognition recognition)
            throws IOException {
        // What is no classifier is better named by its own differences than by the detector's.
        recognition.require();
        DetectorDefinition detector = Yolov5Family.builtin()
                .get(arguments.card().network())
                .withBackbone(start.classifier().network());
        NetworkOptions options = new NetworkOptions(
                arguments.numClasses().orElse(detector.defaultOptions().numClasses()),
                arguments.inChannels().orElse(detector.defaultOptions().inChannels()));
        Preprocessing pictures = start.classifier().defaultPreset().preprocessing();
        StartingWeights weights = StartingWeights.of(
                detector.detector(options),
                recognition.tensors(),
                new InputNormalization(pictures.mean(), pictures.std()),
                SEED);
        LOGGER.warn("{}: {}. Its boxes mean nothing before it is trained.", detector.name(), weights.summary());
        return new NetworkWeights(weights.weights(), List.of(), PictureSettings.NONE, Optional.of(weights.summary()));
    }

    private static void require(String argument, Optional<Integer> asked, int found) {
        if (asked.isPresent() && asked.get() != found) {
            throw ArgumentException.of(argument, "found " + asked.get() + ", the weights are for " + found);
        }
    }
}
