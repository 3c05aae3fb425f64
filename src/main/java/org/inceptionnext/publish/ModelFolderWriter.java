package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;

/**
 * Makes a folder of a model that works by itself: {@code model.safetensors}, {@code config.json} (of a classifier, by which
 * timm makes the network), {@code labels.txt}, and, of a model with a card, {@code README.md}.
 */
public final class ModelFolderWriter {
    private ModelFolderWriter() {}

    /**
     * Writes the folder, in one step.
     *
     * @param folder is not there yet, or empty
     * @param source the weights, open. A safetensors file that needs nothing added is copied byte for byte, so that it keeps its
     *     hash; others are written anew, bit for bit the same tensors
     * @param card the model's, if it has one: its labels and preprocessing hold where the weights say nothing
     * @throws PublishException if something lies in the folder, or the weights are no whole classifier or detector
     * @throws IOException if the weights are of no network, or the folder cannot be written
     */
    public static void write(Path folder, Recognition source, Optional<ModelCard> card) throws IOException {
        RecognisedModel model = source.require();
        if (!model.missing().isEmpty()) {
            throw new PublishException(source.source() + ": the weights are not whole: "
                    + model.missing().get(0).name() + " is missing. A folder is made of a classifier or detector.");
        }
        requireEmpty(folder);
        Path parent = Optional.ofNullable(folder.toAbsolutePath().getParent()).orElse(folder);
        Files.createDirectories(parent);
        Path made = Files.createTempDirectory(parent, "." + folder.getFileName() + ".");
        try {
            Contents.of(model, card).writeTo(made, source);
            Files.deleteIfExists(folder);
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | DirectoryNotEmptyException e) {
            throw new PublishException(folder + " cannot be put in place in one step: " + e.getMessage());
        } finally {
            ModelFiles.deleteTree(made);
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new PublishException(folder + " is there already. Name a folder that is new or empty.");
    }

    /** What is to be in the folder. */
    private record Contents(
            RecognisedModel model, Optional<ModelCard> card, List<String> classNames, Preprocessing pictures) {

        static Contents of(RecognisedModel model, Optional<ModelCard> card) throws PublishException {
            ModelCard base = card.or(() -> model.cards().stream().findFirst())
                    .orElseThrow(() -> new PublishException(
                            model.name() + ": no model of inx models has this network, so nothing says how pictures are"
                                    + " prepared. inx convert writes its weights as they are."));
            List<String> known = base.labels().classNames();
            List<String> own = model.classNames().names();
            boolean sameCard =
                    card.isPresent() && known.size() == model.options().numClasses();
            return new Contents(
                    model,
                    card,
                    own.isEmpty() && sameCard ? known : own,
                    model.pictures().over(base.defaultPreset().preprocessing()));
        }

        void writeTo(Path folder, Recognition source) throws IOException {
            Map<String, String> texts = model.metadata(classNames, Optional.of(pictures));
            Checkpoint checkpoint = source.checkpoint();
            if (isAsItShouldBe(checkpoint, texts)) {
                Files.copy(checkpoint.file(), folder.resolve(ModelFiles.WEIGHTS));
            } else {
                ModelFiles.writeWeights(folder, model.weights().tensors().values(), texts);
            }
            if (!classNames.isEmpty()) {
                ModelFiles.write(folder.resolve(ModelFiles.LABELS), String.join("\n", classNames) + "\n");
            }
            if (!model.isDetector()) {
                ModelFiles.writeTimmConfig(
                        folder,
                        new ModelFiles.TimmConfig(
                                model.name(),
                                model.options().numClasses(),
                                classNames,
                                pictures,
                                card.map(known -> known.about().weightsLicense().name())));
            }
            if (card.isPresent()) {
                ModelFiles.write(folder.resolve(ModelFiles.MODEL_CARD), ModelCardText.of(card.get(), Map.of()));
            }
        }

        /** A detector's file has to say its rows and classes itself; a classifier's folder does it beside the file. */
        private boolean isAsItShouldBe(Checkpoint checkpoint, Map<String, String> texts) {
            return checkpoint.format() == CheckpointFormat.SAFETENSORS
                    && !checkpoint.file().toString().endsWith(".json") // an index of shards
                    && checkpoint
                            .tensors()
                            .keySet()
                            .equals(model.weights().tensors().keySet())
                    && (!model.isDetector() || checkpoint.metadata().keySet().containsAll(texts.keySet()));
        }
    }
}
