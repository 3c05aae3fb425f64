package org.inceptionnext.djl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.CompiledForm;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked of a model, checked: the arguments of {@code Criteria.optArgument} and of {@code djl://...?name=value}.
 *
 * @param card the model
 * @param weights a file of weights of the same architecture, instead of the published ones
 * @param backboneStart for a detector that is to be trained: whose weights its backbone gets, while the rest is initialised
 * @param reading how that file is read
 * @param numClasses how many classes; empty for as many as the weights have
 * @param inChannels how many channels the input has; empty for as many as the weights have
 * @param labels a text file with one class name a line
 * @param dtype what the network computes in
 * @param form how the network is compiled
 * @param preset whose preprocessing
 * @param preprocessing the preset's, for the size that was asked for
 * @param exif whether pictures are turned upright by their EXIF orientation: timm does not, OpenCV does
 * @param scores how logits become probabilities
 */
record ModelArguments(
        ModelCard card,
        Optional<Path> weights,
        Optional<BackboneStart> backboneStart,
        OpenOptions reading,
        Optional<Integer> numClasses,
        Optional<Integer> inChannels,
        Optional<Path> labels,
        Dtype dtype,
        CompiledForm form,
        Preset preset,
        Preprocessing preprocessing,
        boolean exif,
        Scores scores) {

    /** DJL's own keys for its stock translators, whose pixels differ; the card's values of them are no wish of a user. */
    private static final List<String> STOCK_PIXELS = List.of(
            "centerCrop",
            "centerFit",
            "flag",
            "interpolation",
            "normalize",
            "pad",
            "range",
            "resize",
            "resizeShort",
            "toTensor");

    private static final List<String> STOCK_LABELS = List.of("synset", "synsetFileName", "synsetUrl");

    private static final List<String> NAMES = List.of(
            "weights",
            "key",
            "object",
            "numClasses",
            "inChannels",
            "labels",
            "dtype",
            "topK",
            "multiLabel",
            "applySoftmax",
            "form",
            "preset",
            "imageSize",
            "exif",
            "threshold",
            "iou",
            "maxDetections",
            "classes",
            "agnostic",
            "letterbox",
            "backboneWeights");

    /** How logits become what is called a probability. */
    enum Activation {
        SOFTMAX,
        /** Each class by itself. */
        SIGMOID,
        NONE
    }

    /**
     * How logits become an answer.
     *
     * @param activation how they become probabilities
     * @param topK how many classes are shown
     */
    record Scores(Activation activation, int topK) {}

    /** The types of number that a network computes in. */
    enum Dtype {
        FLOAT32(DType.F32),
        BFLOAT16(DType.BF16),
        FLOAT16(DType.F16);

        private final DType stored;

        Dtype(DType stored) {
            this.stored = stored;
        }

        /** Returns the type in the words of weight files. */
        DType stored() {
            return stored;
        }
    }

    /**
     * Reads the arguments that DJL hands to a factory; the argument {@code card} names the model.
     *
     * @throws IllegalArgumentException if one is not what it should be
     */
    static ModelArguments of(Map<String, ?> arguments) {
        Object card = arguments.get("card");
        if (card == null) {
            throw new IllegalArgumentException(
                    "argument card: found nothing, allowed the name of a model, such as inceptionnext_tiny");
        }
        try {
            return of(Registry.builtin().find(card.toString()), arguments);
        } catch (UnknownModelException e) {
            throw new IllegalArgumentException("argument card: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the arguments of a known model.
     *
     * @throws IllegalArgumentException if one is not what it should be
     */
    static ModelArguments of(ModelCard card, Map<String, ?> arguments) {
        ArgumentReader reader = new ArgumentReader(arguments);
        reader.refuseMisspelt(NAMES);
        refuseStockKeys(card, reader);
        Preset preset = preset(card, reader);
        return new ModelArguments(
                card,
                reader.file("weights"),
                backboneStart(card, reader),
                reading(reader),
                reader.count("numClasses"),
                reader.count("inChannels"),
                reader.file("labels"),
                reader.constant("dtype", Dtype.class, Dtype.FLOAT32),
                reader.constant("form", CompiledForm.class, CompiledForm.LATENCY),
                preset,
                preprocessing(card, preset, reader),
                reader.flag("exif", card.isDetector()),
                new Scores(activation(reader), reader.count("topK").orElse(5)));
    }

    /** Returns the same, with relative names of files that lie in the model's folder taken from there. */
    ModelArguments in(@Nullable Path folder) {
        return folder == null
                ? this
                : new ModelArguments(
                        card,
                        weights.map(file -> in(folder, file)),
                        backboneStart,
                        reading,
                        numClasses,
                        inChannels,
                        labels.map(file -> in(folder, file)),
                        dtype,
                        form,
                        preset,
                        preprocessing,
                        exif,
                        scores);
    }

    private static Path in(Path folder, Path file) {
        Path there = folder.resolve(file);
        return Files.isRegularFile(there) ? there : file;
    }

    private static OpenOptions reading(ArgumentReader reader) {
        Optional<String> key = reader.text("key");
        boolean object = reader.flag("object", false);
        if (reader.file("weights").isEmpty() && (key.isPresent() || object)) {
            throw new IllegalArgumentException("argument " + (key.isPresent() ? "key" : "object")
                    + " says how a file of your own is read: give weights=FILE too");
        }
        OpenOptions options = key.map(OpenOptions.DEFAULTS::withKey).orElse(OpenOptions.DEFAULTS);
        return object ? options.withForeignObjects() : options;
    }

    /**
     * Where the backbone of a detector that is to be trained begins.
     *
     * @param classifier the model whose network it is
     * @param file weights of that network; empty for the released ones
     */
    record BackboneStart(ModelCard classifier, Optional<Path> file) {}

    private static Optional<BackboneStart> backboneStart(ModelCard card, ArgumentReader reader) {
        Optional<String> value = reader.text("backboneWeights");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> classifier = card.detector().flatMap(DetectorCard::backbone);
        if (classifier.isEmpty()) {
            throw new ArgumentException(
                    "argument backboneWeights: " + card.name() + " has no backbone whose weights are released");
        }
        if (reader.file("weights").isPresent()) {
            throw new ArgumentException(
                    "argument backboneWeights: weights=FILE has a backbone already; give one of both");
        }
        Optional<Path> file = value.get().equals("released") ? Optional.empty() : reader.file("backboneWeights");
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            throw reader.wrong("backboneWeights", value.get(), "released, or a file of weights of " + classifier.get());
        }
        try {
            return Optional.of(new BackboneStart(Registry.builtin().find(classifier.get()), file));
        } catch (UnknownModelException e) {
            throw new ArgumentException("argument backboneWeights: " + e.getMessage());
        }
    }

    private static Preset preset(ModelCard card, ArgumentReader reader) {
        Optional<String> name = reader.text("preset");
        if (name.isEmpty()) {
            return card.defaultPreset();
        }
        String allowed =
                String.join(", ", card.presets().stream().map(Preset::name).toList());
        return card.preset(name.get()).orElseThrow(() -> reader.wrong("preset", name.get(), allowed));
    }

    /** The input's size: {@code imageSize}, or DJL's {@code width} and {@code height} if they are not the card's. */
    private static Preprocessing preprocessing(ModelCard card, Preset preset, ArgumentReader reader) {
        Preprocessing published = preset.preprocessing();
        Optional<String> imageSize = reader.text("imageSize");
        if (imageSize.isPresent()) {
            String[] sides = imageSize.get().split("x", -1);
            if (sides.length > 2) {
                throw reader.wrong("imageSize", imageSize.get(), "a side, or HEIGHTxWIDTH, in pixels");
            }
            int height = reader.count("imageSize", sides[0]);
            return sized(published, height, sides.length == 1 ? height : reader.count("imageSize", sides[1]));
        }
        Preprocessing cards = card.defaultPreset().preprocessing();
        int height = reader.count("height").orElse(cards.height());
        int width = reader.count("width").orElse(cards.width());
        return height == cards.height() && width == cards.width() ? published : sized(published, height, width);
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

    private static Activation activation(ArgumentReader reader) {
        boolean softmax = reader.flag("applySoftmax", true);
        if (reader.flag("multiLabel", false)) {
            return Activation.SIGMOID;
        }
        return softmax ? Activation.SOFTMAX : Activation.NONE;
    }

    private static void refuseStockKeys(ModelCard card, ArgumentReader reader) {
        for (String key : STOCK_PIXELS) {
            Optional<String> value = reader.text(key);
            if (value.isPresent() && !value.get().equals(stockValue(card, key))) {
                throw new IllegalArgumentException("argument " + key + "=" + value.get()
                        + " is for DJL's stock translators. Pictures are prepared as the model's card says;"
                        + " preset and imageSize choose among what it allows.");
            }
        }
        for (String key : STOCK_LABELS) {
            if (reader.text(key).isPresent()) {
                throw new IllegalArgumentException("argument " + key
                        + " is for DJL's stock translators. Give class names as labels=FILE, one a line.");
            }
        }
    }

    /** What a card of ours says under DJL's key, for DJL's translators: see {@code metadata/}. */
    private static String stockValue(ModelCard card, String key) {
        Preprocessing preprocessing = card.defaultPreset().preprocessing();
        return switch (key) {
            case "centerCrop", "normalize" -> "true";
            case "resizeShort" -> Long.toString((long) Math.floor(preprocessing.height() / preprocessing.cropPct()));
            default -> "";
        };
    }
}
