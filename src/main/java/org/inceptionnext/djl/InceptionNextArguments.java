package org.inceptionnext.djl;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.inceptionnext.fetch.HubReference;
import org.inceptionnext.fetch.WebReference;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.ComputeType;

/**
 * The arguments of a model, for those who would rather call a method than spell a name:
 *
 * <pre>{@code
 * Criteria.builder()
 *     .optArguments(InceptionNextArguments.builder().optTopK(3).optImageSize(288).build().forCriteria())
 * }</pre>
 *
 * <p>A value is looked at when the model is loaded, as if it had been given by name. Immutable.
 */
public final class InceptionNextArguments {
    private final Map<String, String> values;

    private InceptionNextArguments(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns a builder without any argument. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the arguments by name, as a URL or {@code serving.properties} takes them; it can be written and read again. */
    public Map<String, String> toMap() {
        return values;
    }

    /** Returns the same for {@code Criteria.optArguments}. */
    public Map<String, Object> forCriteria() {
        return new LinkedHashMap<>(values);
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Collects arguments; each method sets the one that it is named after, which {@code docs/djl.md} describes. */
    public static final class Builder {
        private final Map<String, String> values = new LinkedHashMap<>();

        private Builder() {}

        private Builder opt(Argument<?> argument, Object value) {
            values.put(argument.name(), value.toString());
            return this;
        }

        /** Weights of your own: a file, or a folder of timm or Hugging Face. */
        public Builder optWeights(Path file) {
            return opt(Arguments.WEIGHTS, file);
        }

        /** Weights of your own on Hugging Face, which are fetched once: {@code hf://OWNER/NAME[@REVISION]}. */
        public Builder optWeights(HubReference repository) {
            return opt(Arguments.WEIGHTS, repository);
        }

        /** Weights of your own behind https, which are fetched once: {@code https://HOST/FILE[#sha256=HEX]}. */
        public Builder optWeights(WebReference file) {
            return opt(Arguments.WEIGHTS, file);
        }

        /** The SHA-256 of weights behind https, 64 hexadecimal digits, where the address does not say it. */
        public Builder optSha256(String hex) {
            return opt(Arguments.SHA256, hex);
        }

        /** Which weights of a file that has several, such as {@code state_dict}. */
        public Builder optKey(String key) {
            return opt(Arguments.KEY, key);
        }

        /** Whether objects of unknown classes in a file are read, as inert data. */
        public Builder optObject(boolean object) {
            return opt(Arguments.OBJECT, object);
        }

        /** What stands before the wanted tensors' names. */
        public Builder optPrefix(String prefix) {
            return opt(Arguments.PREFIX, prefix);
        }

        /** How many classes the weights must have. */
        public Builder optNumClasses(int classes) {
            return opt(Arguments.NUM_CLASSES, classes);
        }

        /** How many channels the weights must take. */
        public Builder optInChannels(int channels) {
            return opt(Arguments.IN_CHANNELS, channels);
        }

        /** A file of class names. */
        public Builder optLabels(Path file) {
            return opt(Arguments.LABELS, file);
        }

        /** Whose preprocessing: {@code upstream} or {@code timm}. */
        public Builder optPreset(String preset) {
            return opt(Arguments.PRESET, preset);
        }

        /** The input's side in pixels. */
        public Builder optImageSize(int side) {
            return opt(Arguments.IMAGE_SIZE, side);
        }

        /** The input's height and width in pixels. */
        public Builder optImageSize(int height, int width) {
            return opt(Arguments.IMAGE_SIZE, height + "x" + width);
        }

        /** The share of the resized short side that the crop keeps, above 0, at most 1. */
        public Builder optCropPct(double cropPct) {
            return opt(Arguments.CROP_PCT, cropPct);
        }

        /** What happens to the aspect ratio. */
        public Builder optCropMode(CropMode mode) {
            return opt(Arguments.CROP_MODE, lower(mode));
        }

        /** The filter with which pictures are resized. */
        public Builder optInterpolation(Interpolation interpolation) {
            return opt(Arguments.INTERPOLATION, lower(interpolation));
        }

        /** What is subtracted from each colour (R, G, B) after scaling to 0..1. */
        public Builder optMean(double red, double green, double blue) {
            return opt(Arguments.MEAN, red + "," + green + "," + blue);
        }

        /** By what each colour (R, G, B) is divided after that. */
        public Builder optStd(double red, double green, double blue) {
            return opt(Arguments.STD, red + "," + green + "," + blue);
        }

        /** Whether pictures are turned upright by their EXIF orientation. */
        public Builder optExif(boolean exif) {
            return opt(Arguments.EXIF, exif);
        }

        /** How many classes are shown. */
        public Builder optTopK(int topK) {
            return opt(Arguments.TOP_K, topK);
        }

        /** Whether each class, or each class of a box, is right or wrong by itself. */
        public Builder optMultiLabel(boolean multiLabel) {
            return opt(Arguments.MULTI_LABEL, multiLabel);
        }

        /** Whether the block is one that DJL's trainer can train. */
        public Builder optTrainParam(boolean trainable) {
            return opt(Arguments.TRAIN_PARAM, trainable);
        }

        /** The confidence that an object needs, 0 to 1. */
        public Builder optThreshold(double threshold) {
            return opt(Arguments.THRESHOLD, threshold);
        }

        /** Of boxes of a class that overlap by more, 0 to 1, the best is kept. */
        public Builder optIou(double iou) {
            return opt(Arguments.IOU, iou);
        }

        /** How many boxes of one picture are kept. */
        public Builder optMaxDetections(int maxDetections) {
            return opt(Arguments.MAX_DETECTIONS, maxDetections);
        }

        /** The only classes whose boxes are kept, names or numbers. */
        public Builder optClasses(String... classes) {
            return opt(Arguments.CLASS_FILTER, Arrays.stream(classes).collect(Collectors.joining(",")));
        }

        /** Whether boxes of different classes suppress each other too. */
        public Builder optAgnostic(boolean agnostic) {
            return opt(Arguments.AGNOSTIC, agnostic);
        }

        /** {@code square} or {@code auto}: how pictures are padded. */
        public Builder optLetterbox(String letterbox) {
            return opt(Arguments.LETTERBOX, letterbox);
        }

        /** {@code released}, or a file: whose weights the backbone of a detector that is to be trained gets. */
        public Builder optBackboneWeights(String weights) {
            return opt(Arguments.BACKBONE_WEIGHTS, weights);
        }

        /** With {@link #optBackboneWeights}: another classifier as the detector's backbone. */
        public Builder optBackbone(String model) {
            return opt(Arguments.BACKBONE, model);
        }

        /** What the network computes in. */
        public Builder optDtype(ComputeType type) {
            return opt(Arguments.DTYPE, type);
        }

        /** How the network is compiled. */
        public Builder optForm(CompiledForm form) {
            return opt(Arguments.FORM, lower(form));
        }

        /** Returns the arguments so far. */
        public InceptionNextArguments build() {
            return new InceptionNextArguments(values);
        }

        private static String lower(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }

        /** Returns the names so far. */
        @Override
        public String toString() {
            return List.copyOf(values.keySet()).toString();
        }
    }
}
