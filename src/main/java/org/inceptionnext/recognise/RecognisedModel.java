package org.inceptionnext.recognise;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;

/**
 * The network that a file's weights are of.
 *
 * @param definition the network: a registered one, or that of the rows inside the file
 * @param registeredName the registered network's name; empty if the rows are of none
 * @param cards the models with this network, by registered name or alias the user's choice first: with equal tensors they
 *     differ in how pictures are prepared; empty if the network is not registered
 * @param options the numbers of classes and channels; 0 classes if the file has no classifier
 * @param weights bound to the network as the file has it, not folded; as long as the file is open
 * @param declared the network as name or rows give it, without what the file's own modules say
 * @param prefix what stands before the tensors' names in the file, wrapper by wrapper; may be empty
 * @param otherPrefixes where the same network stands a second time, such as its moving average
 * @param leftOut the names of tensors beside the network, as the file has them
 * @param missing what the whole network has and the file does not: a classifier's last layer or head
 * @param classNames of the file, or the folder around it
 * @param pictures how pictures are to be prepared, as far as file or folder state it
 * @param picturesSource who states that, in words; empty text if nobody does
 * @param notes what is not as name or rows would have it, one sentence each
 */
public record RecognisedModel(
        NetworkDefinition definition,
        Optional<String> registeredName,
        List<ModelCard> cards,
        NetworkOptions options,
        Weights weights,
        Graph declared,
        String prefix,
        List<String> otherPrefixes,
        List<String> leftOut,
        List<Parameter> missing,
        ClassNames classNames,
        PictureSettings pictures,
        String picturesSource,
        List<String> notes) {
    private static final int RGB = 3;
    private static final String NOBODY = "";

    public RecognisedModel {
        cards = List.copyOf(cards);
        otherPrefixes = List.copyOf(otherPrefixes);
        leftOut = List.copyOf(leftOut);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }

    /**
     * Returns a detector that is no file's yet.
     *
     * @param weights of the network of these rows and options, perhaps with another eps
     */
    public static RecognisedModel ofDetector(DetectorDefinition definition, NetworkOptions options, Weights weights) {
        return new RecognisedModel(
                definition,
                Optional.empty(),
                List.of(),
                options,
                weights,
                definition.graph(options),
                NOBODY,
                List.of(),
                List.of(),
                List.of(),
                ClassNames.NONE,
                PictureSettings.NONE,
                NOBODY,
                List.of());
    }

    /**
     * Returns the texts of a detector's file, as {@link #metadata(List, Optional)} does.
     *
     * @param names of the classes
     * @param imageSize the side of the pictures that it was trained on
     */
    public Map<String, String> metadata(List<String> names, int imageSize) {
        PictureSettings pictureSize = PictureSettings.square(imageSize);
        Map<String, String> texts =
                new LinkedHashMap<>(WeightMetadata.of(this, names, pictureSize).texts());
        texts.putAll(UltralyticsMetadata.of(this, names, pictureSize));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Returns the texts that let a file of these weights speak for itself, for the header of a safetensors file or an ONNX
     * file's metadata: network or rows, classes, preprocessing, and what the file's own modules say. {@link Recogniser}
     * reads them. Beside them stand the keys that Ultralytics' loaders read: {@code names}, {@code stride}, {@code imgsz},
     * {@code task}, {@code batch}.
     *
     * @param names of the classes; empty for those of the file
     * @param prepared how pictures are prepared; empty for what the file says
     */
    public Map<String, String> metadata(List<String> names, Optional<Preprocessing> prepared) {
        ClassNames own = names.isEmpty() ? classNames : new ClassNames(names, "");
        PictureSettings settings = prepared.map(PictureSettings::of).orElse(pictures);
        Map<String, String> texts =
                new LinkedHashMap<>(WeightMetadata.of(this, own.names(), isDetector() ? PictureSettings.NONE : settings)
                        .texts());
        texts.putAll(UltralyticsMetadata.of(this, own.names(), settings));
        return Collections.unmodifiableMap(texts);
    }

    /** Returns what to call the network: its registered name, or the file's if its rows are of no registered one. */
    public String name() {
        return registeredName.orElse(definition.name());
    }

    /** Returns whether it finds boxes. */
    public boolean isDetector() {
        return outputs().contains(OutputKind.PREDICTIONS);
    }

    /** Returns what it computes. */
    public Set<OutputKind> outputs() {
        return weights.graph().outputs().keySet();
    }

    /** Returns whether it can do this, given numbers in the shape that it takes. */
    public boolean has(Use use) {
        return switch (use) {
            case CLASSIFY -> outputs().contains(OutputKind.LOGITS);
            case EMBED -> outputs().contains(OutputKind.EMBEDDING);
            case PYRAMID -> outputs().contains(OutputKind.PYRAMID);
            case DETECT -> isDetector();
        };
    }

    /**
     * Returns why it cannot do this with a picture; empty if it can.
     *
     * @param use what is asked
     */
    public Optional<Refusal> whyNot(Use use) {
        if (!has(use)) {
            return Optional.of(otherUse(use));
        }
        if (options.inChannels() != RGB) {
            String channels = options.inChannels() == 1 ? "1 channel" : options.inChannels() + " channels";
            return Optional.of(Refusal.of(
                    Refusal.Reason.CHANNELS,
                    "the network takes " + channels + "; a picture has " + RGB,
                    "Give it tensors of its own shape: from Java, with NDList as the input type"));
        }
        return Optional.empty();
    }

    private Refusal otherUse(Use use) {
        if (isDetector()) {
            return Refusal.of(
                    Refusal.Reason.OTHER_USE,
                    "these weights find objects in pictures (" + name() + "); they do not " + use.word(),
                    "Run: inx detect --weights FILE");
        }
        if (use == Use.DETECT) {
            return Refusal.of(
                    Refusal.Reason.OTHER_USE,
                    "these weights classify pictures (" + name() + "); they find no objects in them",
                    "Run: inx classify --weights FILE");
        }
        String absent = missing.isEmpty() ? "" : ": " + missing.get(0).name() + " is not in the file";
        return Refusal.of(
                Refusal.Reason.OTHER_USE,
                "these weights of " + name() + " have no " + (use == Use.CLASSIFY ? "classifier" : "head") + absent
                        + ", so they do not " + use.word(),
                "They serve " + (has(Use.EMBED) ? "inx embed, and feature maps" : "feature maps") + " (docs/djl.md)");
    }
}
