package org.inceptionnext.djl;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.Letterbox;

/**
 * What a user asked of a detector, checked: see {@link InceptionNextDetectionTranslatorFactory}.
 *
 * @param options which boxes are kept
 * @param letterbox how pictures become the input
 * @param decoding how pictures are read
 */
record DetectionArguments(DetectionOptions options, Letterbox letterbox, DecodeOptions decoding) {

    /** Whether all pictures become inputs of one shape, or each the smallest that holds it. */
    enum Fit {
        SQUARE,
        AUTO
    }

    /**
     * Reads the arguments.
     *
     * @param arguments as DJL hands them over
     * @param model what is in them for every model
     * @param stride the network's largest
     * @param classNames by index; a user may name classes either way
     * @throws ArgumentException if one is not what it should be
     */
    static DetectionArguments of(Map<String, ?> arguments, ModelArguments model, int stride, List<String> classNames) {
        ArgumentReader reader = new ArgumentReader(arguments);
        DetectionOptions defaults = DetectionOptions.DETECT;
        DetectionOptions options = new DetectionOptions(
                reader.fraction("threshold").orElse(defaults.confidence()),
                reader.fraction("iou").or(() -> reader.fraction("nmsThreshold")).orElse(defaults.iou()),
                reader.count("maxDetections").orElse(defaults.maxDetections()),
                reader.flag("multiLabel", defaults.multiLabel()),
                reader.flag("agnostic", defaults.agnostic()),
                classes(reader, classNames));
        return new DetectionArguments(
                options, letterbox(reader, model, stride), DecodeOptions.OPENCV.withExif(model.exif()));
    }

    private static Letterbox letterbox(ArgumentReader reader, ModelArguments model, int stride) {
        int height = model.preprocessing().height();
        int width = model.preprocessing().width();
        if (height % stride != 0 || width % stride != 0) {
            throw reader.wrong("imageSize", height + "x" + width, "multiples of " + stride);
        }
        Letterbox square = new Letterbox(height, width, false, stride, true);
        return switch (reader.constant("letterbox", Fit.class, Fit.SQUARE)) {
            case SQUARE -> square;
            case AUTO -> square.withAuto(stride);
        };
    }

    private static Set<Integer> classes(ArgumentReader reader, List<String> classNames) {
        Set<Integer> classes = new TreeSet<>();
        for (String text : reader.list("classes")) {
            int index = text.matches("\\d{1,9}") ? Integer.parseInt(text) : classNames.indexOf(text);
            if (index < 0 || index >= classNames.size()) {
                throw reader.wrong(
                        "classes",
                        text,
                        "numbers from 0 to " + (classNames.size() - 1) + ", or names of the model's classes");
            }
            classes.add(index);
        }
        return classes;
    }
}
