package org.inceptionnext.djl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.Size;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.ComputeType;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked of a model, checked: the arguments of {@code Criteria.optArgument} and of {@code djl://...?name=value}.
 *
 * @param card the model
 * @param weights weights of the same architecture, instead of the published ones
 * @param backboneStart for a detector that is to be trained: whose weights its backbone gets, while the rest is initialised
 * @param reading how that file is read
 * @param prefix what stands before the wanted tensors' names in that file; empty for what fits
 * @param numClasses how many classes; empty for as many as the weights have
 * @param inChannels how many channels the input has; empty for as many as the weights have
 * @param labels a text file with one class name a line
 * @param dtype what the network computes in
 * @param form how the network is compiled
 * @param preset whose preprocessing
 * @param preprocessing the preset's, with what the user has otherwise
 * @param exif whether pictures are turned upright by their EXIF orientation: timm does not, OpenCV does
 * @param scores how logits become probabilities
 */
record ModelArguments(
        ModelCard card,
        Optional<WeightsPlace> weights,
        Optional<BackboneStart> backboneStart,
        OpenOptions reading,
        Optional<String> prefix,
        Optional<Integer> numClasses,
        Optional<Integer> inChannels,
        Optional<Path> labels,
        ComputeType dtype,
        CompiledForm form,
        Preset preset,
        Preprocessing preprocessing,
        boolean exif,
        Scores scores) {

    private static final int DEFAULT_TOP_K = 5;

    /** DJL's own keys for its stock translators, whose pixels differ; the card's values of them are no wish of a user. */
    private static final List<String> STOCK_PIXELS = List.of(
            "centerCrop", "centerFit", "flag", "normalize", "pad", "range", "resize", "resizeShort", "toTensor");

    private static final List<String> STOCK_LABELS = List.of("synset", "synsetFileName", "synsetUrl");

    /** How logits become what is called a probability. */
    enum Activation {
        SOFTMAX,
        /** Each class by itself. */
        SIGMOID
    }

    /**
     * How logits become an answer.
     *
     * @param activation how they become probabilities
     * @param topK how many classes are shown
     */
    record Scores(Activation activation, int topK) {}

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
            return of(ProcessRegistry.get().find(card.toString()), arguments);
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
        refuseStockKeys(card, arguments);
        Preset preset = preset(card, arguments);
        return new ModelArguments(
                card,
                weights(arguments),
                backboneStart(card, arguments),
                reading(arguments),
                Arguments.PREFIX.in(arguments),
                Arguments.NUM_CLASSES.in(arguments),
                Arguments.IN_CHANNELS.in(arguments),
                Arguments.LABELS.in(arguments),
                Arguments.DTYPE.in(arguments).orElse(ComputeType.FLOAT32),
                Arguments.FORM.in(arguments).orElse(CompiledForm.LATENCY),
                preset,
                preprocessing(card, preset, arguments),
                Arguments.EXIF.in(arguments).orElse(card.isDetector()),
                new Scores(
                        Arguments.MULTI_LABEL.in(arguments).orElse(false) ? Activation.SIGMOID : Activation.SOFTMAX,
                        Arguments.TOP_K.in(arguments).orElse(DEFAULT_TOP_K)));
    }

    /** Returns the same, with relative names of files that lie in the model's folder taken from there. */
    ModelArguments in(@Nullable Path folder) {
        return folder == null
                ? this
                : new ModelArguments(
                        card,
                        weights.map(place -> in(folder, place)),
                        backboneStart,
                        reading,
                        prefix,
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

    private static WeightsPlace in(Path folder, WeightsPlace place) {
        return place instanceof WeightsPlace.Local local ? new WeightsPlace.Local(in(folder, local.path())) : place;
    }

    private static Path in(Path folder, Path file) {
        Path there = folder.resolve(file);
        return Files.exists(there) ? there : file;
    }

    /** A hash is for an address: of a file of the user's own nothing need be said. */
    private static Optional<WeightsPlace> weights(Map<String, ?> arguments) {
        Optional<WeightsPlace> place = Arguments.WEIGHTS.in(arguments);
        Optional<String> sha256 = Arguments.SHA256.in(arguments);
        if (sha256.isEmpty()) {
            return place;
        }
        String name = Arguments.SHA256.name();
        if (place.isEmpty() || !(place.get() instanceof WeightsPlace.Web web)) {
            throw ArgumentException.of(name, "says what weights=https://... has to be, and that is not given");
        }
        try {
            return Optional.of(new WeightsPlace.Web(web.reference().with(sha256.get())));
        } catch (IllegalArgumentException e) {
            throw ArgumentException.wrong(name, sha256.get(), String.valueOf(e.getMessage()));
        }
    }

    private static OpenOptions reading(Map<String, ?> arguments) {
        Optional<String> key = Arguments.KEY.in(arguments);
        boolean object = Arguments.OBJECT.in(arguments).orElse(false);
        if (Arguments.WEIGHTS.in(arguments).isEmpty() && (key.isPresent() || object)) {
            throw ArgumentException.of(
                    key.isPresent() ? "key" : "object", "says how a file of your own is read: give weights=FILE too");
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

    private static Optional<BackboneStart> backboneStart(ModelCard card, Map<String, ?> arguments) {
        Optional<String> value = Arguments.BACKBONE_WEIGHTS.in(arguments);
        Optional<String> other = Arguments.BACKBONE.in(arguments);
        if (value.isEmpty()) {
            if (other.isPresent()) {
                throw ArgumentException.of(
                        Arguments.BACKBONE.name(), "is for a detector that is to be trained: give backboneWeights too");
            }
            return Optional.empty();
        }
        String name = Arguments.BACKBONE_WEIGHTS.name();
        Optional<String> own = card.detector().flatMap(DetectorCard::backbone);
        Optional<String> classifier = own.isPresent() && other.isPresent() ? other : own;
        if (classifier.isEmpty()) {
            throw ArgumentException.of(name, card.name() + " has no backbone whose weights are released");
        }
        if (Arguments.WEIGHTS.in(arguments).isPresent()) {
            throw ArgumentException.of(name, "weights=FILE has a backbone already; give one of both");
        }
        Optional<Path> file = value.get().equals("released")
                ? Optional.empty()
                : ArgumentType.FILE.parser().parse(value.get());
        if (!value.get().equals("released")
                && !file.filter(Files::isRegularFile).isPresent()) {
            throw ArgumentException.wrong(name, value.get(), "released, or a file of weights of " + classifier.get());
        }
        try {
            return Optional.of(new BackboneStart(ProcessRegistry.get().find(classifier.get()), file));
        } catch (UnknownModelException e) {
            throw ArgumentException.of(name, String.valueOf(e.getMessage()));
        }
    }

    private static Preset preset(ModelCard card, Map<String, ?> arguments) {
        Optional<String> name = Arguments.PRESET.in(arguments);
        if (name.isEmpty()) {
            return card.defaultPreset();
        }
        String allowed =
                String.join(", ", card.presets().stream().map(Preset::name).toList());
        return card.preset(name.get())
                .orElseThrow(() -> ArgumentException.wrong(Arguments.PRESET.name(), name.get(), allowed));
    }

    /** The preset's, with what the user has otherwise. The size may be given by DJL's {@code width} and {@code height} too. */
    private static Preprocessing preprocessing(ModelCard card, Preset preset, Map<String, ?> arguments) {
        Preprocessing published = preset.preprocessing();
        Size size = size(card, published, arguments);
        return new Preprocessing(
                size.height(),
                size.width(),
                Arguments.CROP_PCT.in(arguments).orElse(published.cropPct()),
                Arguments.CROP_MODE.in(arguments).orElse(published.cropMode()),
                Arguments.INTERPOLATION.in(arguments).orElse(published.interpolation()),
                Arguments.MEAN.in(arguments).orElse(published.mean()),
                Arguments.STD.in(arguments).orElse(published.std()));
    }

    private static Size size(ModelCard card, Preprocessing published, Map<String, ?> arguments) {
        Optional<Size> asked = Arguments.IMAGE_SIZE.in(arguments);
        if (asked.isPresent()) {
            return asked.get();
        }
        Preprocessing cards = card.defaultPreset().preprocessing();
        int height = side("height", arguments).orElse(cards.height());
        int width = side("width", arguments).orElse(cards.width());
        return height == cards.height() && width == cards.width()
                ? new Size(published.height(), published.width())
                : new Size(height, width);
    }

    private static Optional<Integer> side(String name, Map<String, ?> arguments) {
        Object value = arguments.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(ArgumentType.COUNT
                .parser()
                .parse(value)
                .orElseThrow(() -> ArgumentException.wrong(name, value, ArgumentType.COUNT.allowed())));
    }

    private static void refuseStockKeys(ModelCard card, Map<String, ?> arguments) {
        for (String key : STOCK_PIXELS) {
            Object value = arguments.get(key);
            if (value != null && !value.toString().strip().equals(stockValue(card, key))) {
                throw ArgumentException.of(
                        key + "=" + value,
                        "is for DJL's stock translators. Pictures are prepared as the model's card says; preset, imageSize,"
                                + " cropPct, cropMode, interpolation, mean and std change that.");
            }
        }
        for (String key : STOCK_LABELS) {
            if (arguments.get(key) != null) {
                throw ArgumentException.of(
                        key, "is for DJL's stock translators. Give class names as labels=FILE, one a line.");
            }
        }
        Object softmax = arguments.get("applySoftmax");
        if (softmax != null && !softmax.toString().strip().equals("true")) {
            throw ArgumentException.of(
                    "applySoftmax=" + softmax,
                    "Classifications are probabilities. For logits take NDList as input and output type; for a sigmoid"
                            + " for each class multiLabel=true.");
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
