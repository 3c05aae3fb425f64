package org.inceptionnext.djl;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.djl.ModelArguments.BackboneStart;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.yolov5.DetectorCheckpoint;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.network.yolov5.StartingWeights;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.registry.Preprocessing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network and the weights of a file.
 *
 * @param weights as long as the file is open
 * @param classNames those inside the file, by index; empty if it has none
 * @param backbone of a detector that is to be trained, how much of it a classifier gave, in words
 */
record BoundNetwork(Weights weights, List<String> classNames, Optional<String> backbone) {
    private static final Logger LOGGER = LoggerFactory.getLogger(BoundNetwork.class);

    /** Of what is random in an untrained network, so that it is the same each time. */
    private static final long SEED = 0;

    BoundNetwork {
        classNames = List.copyOf(classNames);
    }

    /**
     * Binds a file's weights to the network that the arguments name, or, if the file is a detector that carries its rows, to
     * that of the file.
     *
     * @throws org.inceptionnext.network.WeightMismatchException if the tensors are not those of the network
     * @throws org.inceptionnext.network.yolov5.RowFormatException if the file's rows are wrong
     */
    static BoundNetwork of(ModelArguments arguments, Checkpoint checkpoint) throws IOException {
        if (arguments.backboneStart().isPresent()) {
            return starting(arguments, arguments.backboneStart().get(), checkpoint);
        }
        NetworkDefinition registered =
                NetworkCatalog.builtin().get(arguments.card().network());
        Optional<DetectorCheckpoint> detector =
                arguments.card().isDetector() ? DetectorCheckpoint.of(checkpoint) : Optional.empty();
        if (detector.isPresent()) {
            return withRows(arguments, registered, detector.get());
        }
        NetworkOptions ofCheckpoint = registered.optionsOf(checkpoint.tensors());
        NetworkOptions options = new NetworkOptions(
                arguments.numClasses().orElse(ofCheckpoint.numClasses()),
                arguments.inChannels().orElse(ofCheckpoint.inChannels()));
        return new BoundNetwork(
                Weights.bind(registered.graph(options), checkpoint.tensors()), List.of(), Optional.empty());
    }

    private static BoundNetwork withRows(
            ModelArguments arguments, NetworkDefinition registered, DetectorCheckpoint detector) throws IOException {
        NetworkOptions options = detector.options();
        require("numClasses", arguments.numClasses(), options.numClasses());
        require("inChannels", arguments.inChannels(), options.inChannels());
        Weights weights = detector.weights();
        if (!shapes(weights.graph().parameters())
                .equals(shapes(registered.graph(options).parameters()))) {
            LOGGER.warn(
                    "{} has other rows than {}; its own are used",
                    detector.definition().name(),
                    registered.name());
        }
        return new BoundNetwork(weights, detector.classNames(), Optional.empty());
    }

    /** A detector that nobody has trained yet, but for the backbone. */
    private static BoundNetwork starting(ModelArguments arguments, BackboneStart start, Checkpoint checkpoint)
            throws IOException {
        NetworkDefinition backbone =
                NetworkCatalog.builtin().get(start.classifier().network());
        // What is no classifier is better named by its own differences than by the detector's.
        Weights.bind(backbone.graph(backbone.optionsOf(checkpoint.tensors())), checkpoint.tensors());
        DetectorDefinition detector =
                Yolov5Family.builtin().get(arguments.card().network());
        NetworkOptions options = new NetworkOptions(
                arguments.numClasses().orElse(detector.defaultOptions().numClasses()),
                arguments.inChannels().orElse(detector.defaultOptions().inChannels()));
        Preprocessing pictures = start.classifier().defaultPreset().preprocessing();
        StartingWeights weights = StartingWeights.of(
                detector.detector(options),
                checkpoint.tensors(),
                new InputNormalization(pictures.mean(), pictures.std()),
                SEED);
        LOGGER.warn("{}: {}. Its boxes mean nothing before it is trained.", detector.name(), weights.summary());
        return new BoundNetwork(weights.weights(), List.of(), Optional.of(weights.summary()));
    }

    private static void require(String argument, Optional<Integer> asked, int found) {
        if (asked.isPresent() && asked.get() != found) {
            throw ArgumentException.of(argument, "found " + asked.get() + ", the weights are for " + found);
        }
    }

    private static Map<String, List<Long>> shapes(List<Parameter> parameters) {
        Map<String, List<Long>> shapes = new HashMap<>();
        parameters.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        return shapes;
    }
}
