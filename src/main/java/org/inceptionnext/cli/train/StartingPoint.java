package org.inceptionnext.cli.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.djl.ProcessRegistry;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.TransferredWeights;
import org.inceptionnext.network.TransferredWeights.Classes;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.UnknownModelException;

/**
 * What a classifier begins its training with: a model's network, published or own weights for it, or none. Weights stay open as
 * long as it is.
 *
 * @param card the model
 * @param network the model's, or that of the weights
 * @param tensors the weights, by the network's names; empty for none
 * @param classNames those of the weights
 * @param preprocessing how the weights' pictures were prepared
 * @param file the open file
 */
record StartingPoint(
        ModelCard card,
        NetworkDefinition network,
        Map<String, Tensor> tensors,
        List<String> classNames,
        Preprocessing preprocessing,
        Closeable file)
        implements Closeable {
    private static final String SMALLEST = "inceptionnext_zepto";

    /** Begins with nothing but a network. */
    static StartingPoint nothing(Optional<String> model) throws UnknownModelException {
        return of(classifier(model), Map.of(), () -> {});
    }

    /** Begins with what is published of a model. */
    static StartingPoint published(Console console, Optional<String> model) throws IOException, UnknownModelException {
        ModelCard card = classifier(model);
        Checkpoint checkpoint = BeginningWeights.open(
                console, card, "", "Give some with --weights, or begin with nothing: --recipe scratch.");
        return of(card, checkpoint.tensors(), checkpoint);
    }

    /**
     * Begins with a user's own weights, whatever form they have; the model is theirs.
     *
     * @param model whose they must be, if the user says so
     * @throws org.inceptionnext.recognise.RecognitionException if they are no classifier's, nor a backbone's
     */
    static StartingPoint own(Console console, WeightsPlace weights, Optional<String> model)
            throws IOException, UnknownModelException {
        Optional<ModelCard> asked = model.isPresent() ? Optional.of(classifier(model)) : Optional.empty();
        Path path = new WeightAccess(console).locate(weights);
        RecognitionRequest request =
                asked.map(card -> RecognitionRequest.ANY.withModel(card.name())).orElse(RecognitionRequest.ANY);
        Recognition recognition = Recogniser.open(path, request);
        try {
            RecognisedModel found = recognition.require(Use.PYRAMID);
            ModelCard card = asked.or(() -> found.cards().stream().findFirst())
                    .orElseThrow(() -> new FailureException(
                            ExitCode.CHECKPOINT,
                            path + ": weights of " + found.name() + ", for which there is no model",
                            "Models there are: inx models"));
            found.notes().forEach(console::detail);
            List<String> names = found.classNames().names().isEmpty()
                    ? card.labels().classNames()
                    : found.classNames().names();
            Preprocessing pictures = found.pictures().over(card.defaultPreset().preprocessing());
            return new StartingPoint(card, found.definition(), found.weights().tensors(), names, pictures, recognition);
        } catch (IOException | RuntimeException e) {
            recognition.close();
            throw e;
        }
    }

    private static StartingPoint of(ModelCard card, Map<String, Tensor> tensors, Closeable file) {
        return new StartingPoint(
                card,
                NetworkCatalog.builtin().get(card.network()),
                tensors,
                card.labels().classNames(),
                card.defaultPreset().preprocessing(),
                file);
    }

    private static ModelCard classifier(Optional<String> model) throws UnknownModelException {
        ModelCard card = ProcessRegistry.get().find(model.orElse(SMALLEST));
        if (card.isDetector()) {
            throw new FailureException(
                    ExitCode.USAGE, card.name() + " finds boxes; train takes a classifier", "Run: inx models");
        }
        return card;
    }

    /**
     * Returns the network as it begins.
     *
     * @param classes what it is to tell apart; if they are the weights' own, the classifier is kept
     * @param seed of what is new
     */
    TransferredWeights start(List<String> classes, long seed) throws IOException {
        if (tensors.isEmpty()) {
            return TransferredWeights.scratch(
                    network.graph(network.defaultOptions().withNumClasses(classes.size())), seed);
        }
        boolean known = classes.equals(classNames);
        return TransferredWeights.of(network, tensors, new Classes(classes.size(), known), seed);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
